/** How a comparison of runs reads, the same in every rendering. */
import type { Contestant, ContestantPair } from "./compare-runs.ts";
import { type Marks, withMarks } from "./marks.ts";
import { differenceInterval, isBeyondChance, percent, signedPercent } from "./words.ts";

/** `svm of run-a`. */
export function nameOf({ run, learner }: Contestant): string {
  return `${learner} of ${run}`;
}

/** `svm of run-a; speakers known`. */
export function markedName(one: Contestant): string {
  return withMarks(nameOf(one), one);
}

/** `+2.3 (−0.4 to +5.1)`: a difference of shares, in per cent. */
export function differenceText({ value, low, high }: ContestantPair["difference"]): string {
  return `${signedPercent(value)} (${signedPercent(low)} to ${signedPercent(high)})`;
}

/** A setting's JSON as people write it; a dash where there is none. */
export function settingText(json: string | null): string {
  if (json === null) return "–";
  return /^"[^"\\]*"$/.test(json) ? json.slice(1, -1) : json;
}

/** Which of two is better on the same clips, and whether that is more than chance. */
export function verdictOf(pair: ContestantPair): string {
  const { a, b, difference, clips } = pair;
  const { value, low, high, resampled } = difference;
  const [better, worse, interval] = value < 0 ? [a, b, { low: -high, high: -low }] : [b, a, { low, high }];
  const sure = isBeyondChance(interval) ? "more than chance" : "maybe chance";
  if (value === 0) return `${nameOf(a)} and ${nameOf(b)} have the same UAR on ${clips} clips.`;
  return (
    `${nameOf(better)} is ${percent(Math.abs(value))} points of UAR better than ${nameOf(worse)} on the same ${clips} clips ` +
    `(${differenceInterval(interval)}, over ${resampled}s): ${sure}.` +
    alone(pair, "knowsSpeakers", "knows the tested speakers by other clips") +
    alone(pair, "pretrained", "rests on pre-trained weights")
  );
}

/** What one of two has ahead of the other, beside how it learns. */
function alone({ a, b }: ContestantPair, mark: keyof Marks, words: string): string {
  return a[mark] === b[mark] ? "" : ` Only ${nameOf(a[mark] === undefined ? b : a)} ${words}.`;
}
