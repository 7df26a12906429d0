/** What a contest's log shows: who leads on the public board, who locally, and whether the board is being overfitted. */
import { agreementOf } from "./agreement.ts";
import type { Answers } from "./answers.ts";
import { type HoldoutBound, holdoutBound, luckOfBest } from "./holdout.ts";
import type { LocalScore } from "./log.ts";

/** A file with a public score. */
export interface Scored {
  readonly file: string;
  readonly public: number;
  readonly local: LocalScore | null;
  readonly answers: Answers;
}

export interface BoardReading {
  /** How many public scores were seen. */
  readonly scores: number;
  /** The file that leads on the public board. */
  readonly leader: string;
  /** Files that were clearly better than all before when they came: what the ladder would have let through. */
  readonly steps: readonly string[];
  readonly bound: HoldoutBound;
  /** What the best of as many files would be ahead by luck, at most. */
  readonly luck: number;
  /** The local leader, where it is another file and its public score is within luck of the leader's; null: none. */
  readonly better: { readonly file: string; readonly behind: number; readonly byLuck: number } | null;
  /**
   * The leader's public score above what its local score and the first files promise; null where fewer than three files have both.
   * Beyond `byLuck` (one-sided, 95 %) the board is overfitted.
   */
  readonly excess: { readonly value: number; readonly byLuck: number } | null;
}

/** 95 % point of the standard normal: one-sided. */
const ONE_SIDED = 1.6448536269514722;

/**
 * @param files - in the order of their public scores, at least one
 * @param rows - that the public score is made of
 */
export function readBoard(files: readonly Scored[], rows: number): BoardReading {
  const leader = files.reduce((best, one) => (one.public > best.public ? one : best));
  const steps = ladderSteps(files, rows);
  const disagreement = meanDisagreement(files);
  return {
    scores: files.length,
    leader: leader.file,
    steps: steps.map(({ file }) => file),
    bound: holdoutBound(rows, files.length, steps.length - 1),
    luck: luckOfBest(files.length, disagreement, rows),
    better: localLeader(files, leader, rows),
    excess: excessOf(files, leader, disagreement, rows),
  };
}

/**
 * The first file, and those whose score is above the last step's by more than the standard deviation of their difference. The
 * board tells no losses of single rows; those of two files differ at most where their answers do, which bounds that deviation.
 *
 * @see Blum & Hardt 2015, figure 4: the ladder without parameters
 */
function ladderSteps([first, ...later]: readonly Scored[], rows: number): Scored[] {
  const steps = [first];
  for (const file of later) {
    const best = steps[steps.length - 1];
    const ahead = file.public - best.public;
    const variance = Math.max(0, 1 - agreementOf(file.answers, best.answers) - ahead ** 2);
    if (ahead > Math.sqrt(variance / rows)) steps.push(file);
  }
  return steps;
}

function meanDisagreement(files: readonly Scored[]): number {
  let sum = 0;
  let pairs = 0;
  files.forEach(({ answers }, i) => {
    for (const earlier of files.slice(0, i)) {
      sum += 1 - agreementOf(answers, earlier.answers);
      pairs++;
    }
  });
  return pairs === 0 ? 0 : sum / pairs;
}

function localLeader(files: readonly Scored[], leader: Scored, rows: number): BoardReading["better"] {
  const measured = files.filter(({ local }) => local !== null);
  if (measured.length === 0 || leader.local === null) return null;
  const best = measured.reduce((a, b) => ((b.local?.value ?? 0) > (a.local?.value ?? 0) ? b : a));
  const behind = leader.public - best.public;
  const byLuck = ONE_SIDED * Math.sqrt((1 - agreementOf(best.answers, leader.answers)) / rows);
  return best === leader || behind > byLuck ? null : { file: best.file, behind, byLuck };
}

/**
 * Public and local scores differ by a constant (harder clips, more training data) and by luck; a file that was made or chosen by
 * public scores has more than the constant, which the first third of the files tells, made when few scores were known. Files
 * differ on labelled clips about as often as on the contest's.
 */
function excessOf(
  files: readonly Scored[],
  leader: Scored,
  disagreement: number,
  rows: number,
): BoardReading["excess"] {
  const gaps = files.flatMap((one) =>
    one.local === null ? [] : [{ one, gap: one.public - one.local.value, n: one.local.n }],
  );
  const own = gaps.find(({ one }) => one === leader);
  const first = gaps.filter(({ one }) => one !== leader).slice(0, Math.max(2, Math.ceil(files.length / 3)));
  if (own === undefined || first.length < 2) return null;
  const mean = first.reduce((sum, { gap }) => sum + gap, 0) / first.length;
  const variance = (disagreement / 2) * (1 / rows + 1 / own.n) * (1 + 1 / first.length);
  return { value: own.gap - mean, byLuck: ONE_SIDED * Math.sqrt(variance) };
}
