/** What the page says of what it hears. */
import { isOfNewSpeakers, type RecogniserInfo, type TimelinePart } from "../../../src/recogniser/index.ts";

type Why = Extract<TimelinePart, { label: null }>["reason"];

export const REASONS: Readonly<Record<Why, string>> = {
  quiet: "nobody speaks: it is quiet",
  noise: "nobody speaks: it is noise",
  tones: "nobody speaks: it is music or a tone",
  short: "too little speech yet",
};

export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** Label and probability, the most probable first. */
export function likeliest(
  probabilities: Readonly<Record<string, number>>,
): readonly (readonly [string, number])[] {
  return Object.entries(probabilities).toSorted(([, a], [, b]) => b - a);
}

/** "angry", "not sure: angry or happy", "nobody speaks: it is quiet". */
export function saidOf(part: TimelinePart): string {
  if (part.label === null) return REASONS[part.reason];
  if (part.sure !== false) return part.label;
  const [[first], [second]] = likeliest(part.probabilities);
  return `not sure: ${first} or ${second}`;
}

/** "1:05.2". */
export function clock(seconds: number): string {
  const tenths = Math.round(10 * seconds);
  return `${Math.floor(tenths / 600)}:${((tenths % 600) / 10).toFixed(1).padStart(4, "0")}`;
}

/** How right a recogniser was when it was measured, and by which voices; undefined where it was not. */
export function honestScore({ measured, labels, trainedOn, notSure }: RecogniserInfo): string | undefined {
  const accuracy = measured?.scores.find(({ metric }) => metric === "accuracy");
  if (measured === null || accuracy === undefined) return undefined;
  const whose = isOfNewSpeakers({ measured })
    ? "people whom it had never heard"
    : `protocol ${measured.protocol}, not new people`;
  const sure =
    notSure === undefined || notSure.wrong === null
      ? ""
      : ` It was sure of ${percent(notSure.answered)} of them, and wrong in ${percent(notSure.wrong)} of these.`;
  return (
    `Of ${accuracy.n} clips of ${trainedOn.corpus} (${whose}) it named ${percent(accuracy.value)} right ` +
    `(95 % interval ${percent(accuracy.low)} to ${percent(accuracy.high)}); guessing names ${percent(1 / labels.length)}.${sure}`
  );
}
