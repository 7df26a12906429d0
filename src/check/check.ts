/** How a recogniser behaves on a corpus: changed recordings, groups of people, probabilities, shares of labels. */
import { z } from "zod";
import { parseJson } from "../base/params.ts";
import type { Clip } from "../corpus/corpus.ts";
import { judge } from "../dataset/judge.ts";
import type { Judged, Predictions } from "../dataset/predictions.ts";
import { bootstrapScores } from "../metrics/bootstrap.ts";
import { confusionMatrix } from "../metrics/confusion.ts";
import { metrics } from "../metrics/index.ts";
import type { Score } from "../metrics/metric.ts";
import { wilson } from "../metrics/wilson.ts";
import { judgedBy } from "../report/groups.ts";
import { labelledOf } from "../report/score.ts";
import { percent } from "../report/words.ts";
import type { Perturbation } from "./perturbations.ts";
import { sameLabel } from "./shared-labels.ts";

/** One number with what it has to be. */
const checkSchema = z.strictObject({
  group: z.enum(["robustness", "correctness", "fairness", "calibration", "distribution"]),
  id: z.string().describe("unique; a perturbation's own id where it is one"),
  name: z.string().describe("what is looked at"),
  measure: z.string().describe("what the number is"),
  value: z.number(),
  interval: z.strictObject({ low: z.number(), high: z.number() }).nullable().describe("95 %"),
  needs: z.enum(["at least", "at most"]),
  threshold: z.number(),
  passed: z.boolean(),
  detail: z.string().describe("more to know of it; may be empty"),
});
export type Check = Readonly<z.output<typeof checkSchema>>;

export const checkReportSchema = z.strictObject({
  version: z.literal(1, { error: "expected version 1; check again" }),
  recogniser: z.string(),
  /** Digest of its fit. */
  fit: z.string(),
  corpus: z.string(),
  clips: z.int(),
  /** Clips whose label the recogniser knows. */
  labelled: z.int(),
  /** Labels of the corpus and those of the recogniser that mean the same; scores are about these alone. */
  shared: z.array(z.strictObject({ corpus: z.string(), recogniser: z.string() })),
  /** What a reader should know of the numbers. */
  notes: z.array(z.string()),
  checks: z.array(checkSchema),
  /** Share of the clips that got a label, in order of the recogniser's labels. */
  shares: z.array(z.strictObject({ label: z.string(), share: z.number() })),
  /** [shared label, shared label], clips by truth and answer; empty without labels. */
  confusion: z.array(z.array(z.int())),
});
export type CheckReport = Readonly<z.output<typeof checkReportSchema>>;

export interface CheckMaterial {
  readonly recogniser: string;
  readonly fit: string;
  /** "emodb (wav)". */
  readonly corpus: string;
  readonly clips: readonly Clip[];
  /** Ids of those that it was trained on: right answers to them are memory, and not looked at. */
  readonly trainedOn: ReadonlySet<string>;
  /** Of the whole corpus, of which the clips may be a sample without some of them. */
  readonly labels: readonly string[];
  /** Of the clips as they are. */
  readonly answers: Predictions;
  readonly changed: readonly { readonly perturbation: Perturbation; readonly answers: Predictions }[];
  readonly notes: readonly string[];
}

/** No label may have more of the clips. */
const MOST_OF_ALL = 0.5;
/** Of truths and answers, as Derington et al. */
const SHARE_GAP = 0.15;
const LEAST_UAR = 0.5;
/** UAR of a sex against that of all, as Derington et al. */
const SEX_GAP = 0.075;
/** Accuracy of the weakest speaker against that of all: of few clips, so that chance alone makes some. */
const SPEAKER_GAP = 0.25;
const SPEAKER_CLIPS = 10;
const MOST_ECE = 0.1;
const SEED = 1;

export function buildCheck({
  clips,
  trainedOn,
  labels,
  answers,
  changed,
  notes,
  ...about
}: CheckMaterial): CheckReport {
  const shared = labels.flatMap((corpus) => {
    const recogniser = sameLabel(corpus, answers.labels);
    return recogniser === undefined ? [] : [{ corpus, recogniser }];
  });
  const known = answers.labels.filter((label) => shared.some(({ recogniser }) => recogniser === label));
  const truth = new Map(
    clips.flatMap(({ id, label }) => {
      const same = shared.find(({ corpus }) => corpus === label);
      return same === undefined || trainedOn.has(id) ? [] : [[id, same.recogniser] as const];
    }),
  );
  const judged = known.length < 2 ? null : judge(among(answers, known), truth);
  const labelled = judged === null ? null : labelledOf(judged);
  const isScored = labelled !== null && labelled.truth.length > 0;
  const scored = judged !== null && isScored ? scoresOf(judged, clips) : null;
  const checks = [
    ...changed.flatMap(({ perturbation, answers: after }) => {
      const under = scored === null ? null : scoresOf(judge(among(after, known), truth), clips);
      return robustness(perturbation, answers, after, scored?.uar ?? null, under?.uar ?? null);
    }),
    ...(judged === null || scored === null
      ? []
      : [...correctness(scored), ...fairness(judged, clips, scored.uar), ...distribution(judged)]),
    largestShare(answers),
  ];
  const unshared = labels.filter((name) => !shared.some(({ corpus }) => corpus === name));
  return {
    version: 1,
    ...about,
    clips: clips.length,
    labelled: labelled?.truth.length ?? 0,
    shared,
    notes: [...notes, ...labelNotes(shared, unshared, answers.labels, known)],
    checks,
    shares: answers.labels.map((label, index) => ({ label, share: shareOf(answers.predicted, index) })),
    confusion:
      labelled === null || labelled.truth.length === 0
        ? []
        : rowsOf(confusionMatrix(labelled.truth, labelled.predicted, known.length), known.length),
  };
}

/** What has to be said of labels that differ. */
function labelNotes(
  shared: CheckReport["shared"],
  unshared: readonly string[],
  labels: readonly string[],
  known: readonly string[],
): string[] {
  if (shared.length + unshared.length === 0)
    return ["The clips have no labels: what needs them is left out."];
  const renamed = shared.filter(({ corpus, recogniser }) => corpus !== recogniser);
  const left = labels.filter((label) => !known.includes(label));
  return [
    ...(renamed.length === 0
      ? []
      : [`Taken for the same: ${renamed.map((one) => `${one.corpus} and ${one.recogniser}`).join(", ")}.`]),
    ...(unshared.length === 0
      ? []
      : [`Clips of labels that the recogniser does not know are not scored: ${unshared.join(", ")}.`]),
    ...(left.length === 0 || known.length < 2
      ? []
      : [
          `Scores are about ${known.length} shared labels: of the answers, the most probable of these counts, and ${left.join(", ")} do not.`,
        ]),
    ...(known.length < 2 ? ["Fewer than two labels are shared: nothing is scored."] : []),
  ];
}

/** Answers among some of the labels only: what else is said is left out, and the rest sums to 1 again. */
function among(answers: Predictions, labels: readonly string[]): Predictions {
  if (labels.length === answers.labels.length) return answers;
  const columns = labels.map((label) => answers.labels.indexOf(label));
  const probabilities = new Float32Array(answers.clipIds.length * labels.length);
  const predicted = new Int32Array(answers.clipIds.length);
  for (let clip = 0; clip < predicted.length; clip++) {
    const own = columns.map((column) => answers.probabilities[clip * answers.labels.length + column]);
    const total = own.reduce((a, b) => a + b);
    const some = own.map((p) => (total > 0 ? p / total : 1 / labels.length));
    probabilities.set(some, clip * labels.length);
    const decided = columns.indexOf(answers.predicted[clip]);
    predicted[clip] = decided >= 0 ? decided : some.indexOf(Math.max(...some));
  }
  return { ...answers, labels, predicted, probabilities };
}

interface Scored {
  readonly uar: Score;
  readonly ece: Score;
}

function scoresOf(judged: Judged, clips: readonly Clip[]): Scored {
  const labelled = labelledOf(judged);
  const speakers = new Map(clips.map(({ id, speaker }) => [id, speaker ?? id]));
  const groups = labelled.clipIds.map((id) => speakers.get(id) ?? id);
  const [uar, ece] = bootstrapScores([metrics.get("uar"), metrics.get("ece")], labelled, {
    seed: SEED,
    groups,
  });
  return { uar, ece };
}

function checkOf(
  check: Pick<Check, "group" | "id" | "name" | "measure" | "value" | "needs" | "threshold"> &
    Partial<Pick<Check, "interval" | "detail">>,
): Check {
  const { value, needs, threshold, interval = null, detail = "" } = check;
  return {
    ...check,
    interval,
    detail,
    passed: needs === "at least" ? value >= threshold : value <= threshold,
  };
}

function robustness(
  { id, name, keeps, uarLoss }: Perturbation,
  before: Predictions,
  after: Predictions,
  uarBefore: Score | null,
  uarAfter: Score | null,
): Check[] {
  const n = before.clipIds.length;
  const kept = before.predicted.filter((label, clip) => label === after.predicted[clip]).length;
  const k = before.labels.length;
  const change = before.predicted.reduce(
    (sum, label, clip) =>
      sum + Math.abs(after.probabilities[clip * k + label] - before.probabilities[clip * k + label]),
    0,
  );
  const group = "robustness" as const;
  const labelsKept = checkOf({
    group,
    id,
    name,
    measure: "clips that keep their label",
    value: kept / n,
    interval: wilson(kept, n),
    needs: "at least",
    threshold: keeps,
    detail: `the answer's probability changes by ${(change / n).toFixed(3)} in the mean`,
  });
  if (uarBefore === null || uarAfter === null) return [labelsKept];
  return [
    labelsKept,
    checkOf({
      group,
      id: `${id}-uar`,
      name,
      measure: "UAR lost",
      value: uarBefore.value - uarAfter.value,
      needs: "at most",
      threshold: uarLoss,
      detail: `UAR ${percent(uarAfter.value)} % [${percent(uarAfter.low)}, ${percent(uarAfter.high)}], unchanged ${percent(uarBefore.value)} %`,
    }),
  ];
}

function correctness({ uar, ece }: Scored): Check[] {
  return [
    checkOf({
      group: "correctness",
      id: "uar",
      name: "right answers",
      measure: "UAR",
      value: uar.value,
      interval: { low: uar.low, high: uar.high },
      needs: "at least",
      threshold: LEAST_UAR,
    }),
    checkOf({
      group: "calibration",
      id: "ece",
      name: "probabilities are how often it is right",
      measure: "ECE",
      value: ece.value,
      interval: { low: ece.low, high: ece.high },
      needs: "at most",
      threshold: MOST_ECE,
    }),
  ];
}

function fairness(judged: Judged, clips: readonly Clip[], all: Score): Check[] {
  const bySex = judgedBy(judged, clips, "sex");
  const sexes = [...bySex].flatMap(([sex, own]) => {
    if (bySex.size < 2) return [];
    const { uar } = scoresOf(own, clips);
    return checkOf({
      group: "fairness",
      id: `sex-${sex}`,
      name: `${sex} speakers`,
      measure: "UAR off that of all",
      value: Math.abs(uar.value - all.value),
      needs: "at most",
      threshold: SEX_GAP,
      detail: `UAR ${percent(uar.value)} % [${percent(uar.low)}, ${percent(uar.high)}] of ${uar.n} clips, all ${percent(all.value)} %`,
    });
  });
  const accuracyOf = (own: Judged): number => {
    const { truth, predicted } = labelledOf(own);
    return predicted.filter((label, i) => label === truth[i]).length / truth.length;
  };
  const speakers = [...judgedBy(judged, clips, "speaker")].flatMap(([speaker, own]) =>
    own.clipIds.length < SPEAKER_CLIPS ? [] : [{ speaker, n: own.clipIds.length, accuracy: accuracyOf(own) }],
  );
  if (speakers.length < 2) return sexes;
  const weakest = speakers.reduce((a, b) => (b.accuracy < a.accuracy ? b : a));
  const best = speakers.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
  const overall = accuracyOf(judged);
  return [
    ...sexes,
    checkOf({
      group: "fairness",
      id: "speaker",
      name: "the weakest speaker",
      measure: "accuracy below that of all",
      value: overall - weakest.accuracy,
      needs: "at most",
      threshold: SPEAKER_GAP,
      detail:
        `${speakers.length} speakers: ${weakest.speaker} ${percent(weakest.accuracy)} % of ${weakest.n} clips, ` +
        `${best.speaker} ${percent(best.accuracy)} %, all ${percent(overall)} %`,
    }),
  ];
}

function shareOf(labels: Int32Array, index: number): number {
  return labels.filter((label) => label === index).length / labels.length;
}

function distribution(judged: Judged): Check[] {
  const { truth, predicted, labelCount } = labelledOf(judged);
  const gaps = Array.from(
    { length: labelCount },
    (_, label) => shareOf(predicted, label) - shareOf(truth, label),
  );
  const worst = gaps.reduce((a, b, label) => (Math.abs(b) > Math.abs(gaps[a]) ? label : a), 0);
  return [
    checkOf({
      group: "distribution",
      id: "shares",
      name: "labels are as frequent as in truth",
      measure: "largest difference of shares",
      value: Math.abs(gaps[worst]),
      needs: "at most",
      threshold: SHARE_GAP,
      detail: `${judged.labels[worst]}: ${percent(shareOf(predicted, worst))} % of the answers, ${percent(shareOf(truth, worst))} % of the truth`,
    }),
  ];
}

function largestShare({ labels, predicted }: Predictions): Check {
  const shares = labels.map((_, index) => shareOf(predicted, index));
  const most = shares.indexOf(Math.max(...shares));
  return checkOf({
    group: "distribution",
    id: "largest-share",
    name: "no label for everything",
    measure: "share of the most frequent label",
    value: shares[most],
    interval: wilson(shares[most] * predicted.length, predicted.length),
    needs: "at most",
    threshold: MOST_OF_ALL,
    detail: labels[most],
  });
}

function rowsOf(matrix: Int32Array, width: number): number[][] {
  return Array.from({ length: width }, (_, row) => [...matrix.subarray(row * width, (row + 1) * width)]);
}

/**
 * A check that was written as JSON.
 *
 * @param path - for the error
 * @throws ConfigError that names the file and the key
 */
export function parseCheckReport(path: string, text: string): CheckReport {
  return parseJson(path, text, checkReportSchema);
}
