/** How numbers and protocols read, the same in every rendering. */
import { counted } from "../base/counted.ts";
import { keepsPeopleApart } from "../dataset/split/split.ts";
import { metrics } from "../metrics/index.ts";
import type { Score } from "../metrics/metric.ts";
import type { NotSure } from "../metrics/not-sure.ts";
import type { Lead } from "./comparison.ts";
import type { Marks } from "./marks.ts";
import type { Protocol, RecogniserReport, Report } from "./report.ts";
import type { SearchSummary } from "./search.ts";

/** `0.7834` -> `78.3`: per cent, one decimal. */
export function percent(share: number): string {
  return (share * 100).toFixed(1);
}

/** `+2.3`, `−0.4`, `0.0`: a difference of shares, in per cent. */
export function signedPercent(share: number): string {
  const text = percent(Math.abs(share));
  return text === "0.0" ? text : `${share < 0 ? "−" : "+"}${text}`;
}

/** Said once in a report. */
export const UAR_EXPLAINED =
  "UAR, the unweighted average recall, is balanced accuracy: the mean over the labels of the share of their clips that are told right, " +
  "so that every label counts the same, however few clips it has.";

/** `95 % interval −0.4 to +5.1`: of a difference of shares, in per cent. */
export function differenceInterval({ low, high }: { low: number; high: number }): string {
  return `95 % interval ${signedPercent(low)} to ${signedPercent(high)}`;
}

/** Whether the interval of a difference is on one side of none. */
export function isBeyondChance({ low, high }: { low: number; high: number }): boolean {
  return low > 0 || high < 0;
}

/** `75.1–81.2`, in per cent. */
export function percentInterval({ low, high }: { low: number; high: number }): string {
  return `${percent(low)}–${percent(high)}`;
}

/** `uar 78.3 % [75.1 %, 81.2 %], …`: the scores that are shares, UAR first. */
export function sharesText(scores: readonly Score[]): string[] {
  const shares = scores.filter(({ metric }) => metrics.has(metric) && metrics.find(metric).unit === "share");
  return shares
    .toSorted((a, b) => Number(b.metric === "uar") - Number(a.metric === "uar"))
    .map(
      ({ metric, value, low, high }) =>
        `${metric} ${percent(value)} % [${percent(low)} %, ${percent(high)} %]`,
    );
}

/** Name, value and interval of any score, a share in per cent. */
export function scoreText({
  metric,
  value,
  low,
  high,
}: Score): [name: string, value: string, interval: string] {
  const known = metrics.has(metric) ? metrics.find(metric) : undefined;
  if (known?.unit === "share") return [`${known.name}, %`, percent(value), percentInterval({ low, high })];
  return [known?.name ?? metric, value.toFixed(3), `${low.toFixed(3)}–${high.toFixed(3)}`];
}

/** What comes of its saying that it is not sure. */
export function notSureSentence({ error, threshold, answered, wrong, n }: NotSure): string {
  const found =
    wrong === null
      ? `sure of none of ${n} clips`
      : `sure of ${percent(answered)} % of ${n} clips, and wrong in ${percent(wrong)} % of these`;
  return (
    `Answers of ${percent(threshold)} % or less are marked "not sure", so that about ${percent(error)} % of the others are wrong. ` +
    `Measured with the threshold of the other folds, it was ${found}.`
  );
}

/** `61.7 % of answers right (95 % interval 55.0–70.0), UAR 57.8 % (51.6–65.6)`: of the two those that were measured. */
export function rightText(scores: readonly Score[]): string {
  const parts = [
    { metric: "accuracy", words: (share: string) => `${share} of answers right` },
    { metric: "uar", words: (share: string) => `UAR ${share}` },
  ].flatMap(({ metric, words }) => {
    const score = scores.find((one) => one.metric === metric);
    return score === undefined ? [] : [{ text: words(`${percent(score.value)} %`), score }];
  });
  return parts
    .map(({ text, score }, i) => `${text} (${i === 0 ? "95 % interval " : ""}${percentInterval(score)})`)
    .join(", ");
}

/** `0.042`, `< 0.001`. */
export function pValue(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

/** `0.42 s`, `12 s`, `3 min 20 s`, `1 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toPrecision(2)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** `5 folds, seed 1`, `5 folds that the experiment names` or `one held-out part, seed 1`. */
function dealing({ folds, named, seed }: Protocol): string {
  if (named) return `${folds} folds that the experiment names`;
  return folds === 1 ? `one held-out part, seed ${seed}` : `${folds} folds, seed ${seed}`;
}

/** What the protocol means for the reader, in plain words. */
export function protocolSentence(report: Report): string {
  return [trainingSentence(report), ...knownSentences(report)].join(" ");
}

/** What was kept from those who answered. */
function trainingSentence({ protocol, corpus, recognisers }: Report): string {
  if (protocol.leaky) {
    return (
      "Augmented copies of the tested clips were trained on. These scores are worthless as measurements; " +
      `they show how much such a split flatters (${dealing(protocol)}).`
    );
  }
  if (protocol.id === "given") {
    return "The corpus's own sides: trained on its training clips, measured on its test clips, which no recogniser had seen.";
  }
  if (protocol.id === "contest") {
    return "A contest: trained on every labelled clip; the test clips, which no recogniser had seen, are predicted.";
  }
  const predicted = recognisers[0].predictions.clipIds.length;
  const every =
    predicted < corpus.clips ? `Every one of ${predicted} held-out clips (of ${corpus.clips})` : "Every clip";
  const how = dealing(protocol);
  if (protocol.within !== undefined) {
    return (
      `${every} was predicted by a recogniser that had learnt from clips of the same ${protocol.within} alone ` +
      `(${dealing(protocol)}${protocol.apart === null ? "" : `, no ${protocol.apart} on both sides`}).`
    );
  }
  if (protocol.apart === "corpus" || protocol.apart === "speaker") {
    const [others, where] =
      protocol.apart === "corpus" ? ["corpora", "elsewhere"] : ["speakers", "for new people"];
    const allKnow = recognisers.every(({ knowsSpeakers }) => knowsSpeakers);
    const expected = allKnow ? "" : `: the score to expect ${where}`;
    return `${every} was predicted by a recogniser that had learnt from other ${others} only (${how})${expected}.`;
  }
  if (protocol.apart !== null) {
    return (
      `${every} was predicted by a recogniser that had never heard its ${protocol.apart} (${how}). ` +
      "Speakers are shared between the sides: expect lower scores for new people."
    );
  }
  return (
    `${every} was predicted by a recogniser that had never heard it or a copy of it (${how}, stratified by label). ` +
    "Speakers and sentences are shared between the sides: expect lower scores for new people."
  );
}

/** What some knew of the tested speakers beside the clip that they answered. */
function knownSentences({ protocol, recognisers }: Report): string[] {
  if (protocol.leaky) return [];
  const known = knownSentence(recognisers, keepsPeopleApart(protocol.apart));
  const { enrol } = protocol;
  const aside = `${counted(enrol, "clip")} of every tested speaker ${enrol === 1 ? "was" : "were"} set aside`;
  return [
    ...(known === null ? [] : [known]),
    ...(enrol === 0 ? [] : [`${aside}${known === null ? "" : " for that"}, unscored.`]),
  ];
}

/** Of those that know speakers, if any do. */
export function knownSentence(all: readonly Marks[], newPeople: boolean): string | null {
  if (all.every(({ knowsSpeakers }) => knowsSpeakers === undefined)) return null;
  const who = all.every(({ knowsSpeakers }) => knowsSpeakers)
    ? "Other"
    : 'Where it says "speakers known", other';
  const worth = newPeople ? ": not the score to expect for new people" : "";
  return `${who} clips of the tested speaker, without labels, were at hand${worth}.`;
}

/** What was resampled for the intervals. */
export function intervalSentence(report: Report): string {
  const score = report.recognisers[0].scores[0];
  if (score === undefined) return "No clip that was predicted has a label, so there are no scores.";
  const unit = score.resampled === "speaker" ? "whole speakers" : "clips";
  return (
    `n = ${score.n} clips, protocol ${report.protocol.id}. Per cent, with 95 % bootstrap intervals from resampling ${unit}. ` +
    `Best first, by UAR; training time is of all that a learner stands on. ${UAR_EXPLAINED}`
  );
}

/** The best recogniser and how sure that is; nothing without scores that mean something. */
export function verdict(report: Report): string | null {
  const [best] = report.recognisers;
  const chance = `chance ${percent(1 / report.corpus.labels.length)} %`;
  const uar = uarText(best, [chance, ...(best.knowsSpeakers ? ["speakers known"] : [])]);
  if (uar === null || report.protocol.leaky) return null;
  const other =
    best.knowsSpeakers && report.recognisers.find(({ knowsSpeakers }) => knowsSpeakers === undefined);
  return [
    `Best: ${best.name}, ${uar}.`,
    ...(report.lead === null ? [] : [leadSentence(report.lead)]),
    ...(other === undefined
      ? []
      : [
          `Best of those that do not know the tested speakers by other clips: ${other.name}, ${uarText(other)}.`,
        ]),
  ].join(" ");
}

/** `UAR 78.3 % (95 % interval 75.1–81.2; chance 12.5 %)`. */
function uarText({ scores }: RecogniserReport, more: readonly string[] = []): string | null {
  const uar = scores.find(({ metric }) => metric === "uar");
  if (uar === undefined) return null;
  return `UAR ${percent(uar.value)} % (${[`95 % interval ${percentInterval(uar)}`, ...more].join("; ")})`;
}

function leadSentence({ over, difference }: Lead): string {
  if (difference.value === 0) return `${over} has the same UAR.`;
  const sure = isBeyondChance(difference) ? "is more than chance" : "may be chance";
  return `Its lead over ${over} on the same clips, ${percent(difference.value)} points of UAR (${differenceInterval(difference)}), ${sure}.`;
}

/** What the audit has found, for the reader. */
export function auditSentence({ audit, protocol }: Report): string {
  if (protocol.leaky) return "This protocol leaks on purpose; the audit confirms it.";
  if (audit.findings.length > 0)
    return "The training side knows the test side: no score here can be trusted.";
  const apart = protocol.apart === null ? "" : ` no ${protocol.apart} on both sides,`;
  return (
    `No leak found: no clip or copy and no identical or overlapping audio on both sides,${apart} ` +
    "scalers and selections fitted and checkpoints chosen on training clips only."
  );
}

/** What a search promised, what came of it, and the difference. */
export function searchSentence({ metric, tried, inner, outer, optimism }: SearchSummary): string {
  const { name } = metrics.find(metric);
  const promised = `${counted(tried.length, "setting")} tried to the end inside the training sides; the best had ${name} ${inner.toFixed(3)} there (mean over folds).`;
  if (outer === null || optimism === null) return promised;
  return `${promised} On the test sides, which chose nothing: ${outer.toFixed(3)}. Optimism: ${optimism.toFixed(3)}.`;
}
