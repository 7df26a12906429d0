/** Clips that most recognisers have wrong. */
import { alignJudged } from "../dataset/judge.ts";
import type { Judged } from "../dataset/predictions.ts";

export interface HardClip {
  readonly clipId: string;
  readonly truth: string;
  /** Recognisers that have it wrong. */
  readonly wrong: number;
  readonly of: number;
  /** Mean probability that the recognisers give to the truth. */
  readonly truthProbability: number;
  /** What they say, most frequent first. */
  readonly answers: readonly { readonly label: string; readonly count: number }[];
}

/** So many clips a report shows at most. */
export const MOST_HARDEST = 20;

/**
 * At most 20 labelled clips that at least half of the recognisers have wrong: most wrong first, then least probable.
 *
 * @throws ConfigError as `alignJudged`
 */
export function hardestClips(recognisers: readonly Judged[]): HardClip[] {
  if (recognisers.length === 0) return [];
  const members = alignJudged(recognisers);
  const [{ clipIds, labels, truth }] = members;
  const hard: HardClip[] = [];
  clipIds.forEach((clipId, i) => {
    const right = truth[i];
    const wrong = members.filter((member) => member.predicted[i] !== right).length;
    if (right < 0 || wrong * 2 < members.length) return;
    const counts = labels.map((label, index) => ({
      label,
      count: members.filter((member) => member.predicted[i] === index).length,
    }));
    const total = members.reduce((sum, one) => sum + one.probabilities[i * labels.length + right], 0);
    hard.push({
      clipId,
      truth: labels[right],
      wrong,
      of: members.length,
      truthProbability: total / members.length,
      answers: counts.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count),
    });
  });
  return hard
    .sort((a, b) => b.wrong - a.wrong || a.truthProbability - b.truthProbability)
    .slice(0, MOST_HARDEST);
}
