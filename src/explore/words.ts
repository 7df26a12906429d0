/** What maps and measures say, in words. */
import { splits } from "../dataset/split/index.ts";
import { percent } from "../report/words.ts";
import { type ClipMap, type Exploration, type Measures, NEIGHBOURS, type Trait } from "./explore.ts";
import type { MapsPage } from "./page.ts";

export const TRAIT_NAMES: Readonly<Record<Trait, string>> = {
  label: "Label",
  speaker: "Speaker",
  sex: "Sex",
  answer: "Right or wrong",
};

/** `0.8734` -> `0.873`. */
export function three(value: number): string {
  return value.toFixed(3).replace("-", "−");
}

/** How near and how alike neighbours on a map are: one line below it. */
export function mapSentence({ measures }: Pick<ClipMap, "measures">): string {
  const trust =
    measures.trustworthiness === null ? "" : `Trustworthiness ${three(measures.trustworthiness)}. `;
  return `${trust}Alike among ${NEIGHBOURS} neighbours: ${hitsText(measures)}.`;
}

function hitsText({ hits }: Measures): string {
  return (["label", "speaker", "sex", "answer"] as const)
    .flatMap((trait) => {
      const hit = hits[trait];
      if (hit === undefined) return [];
      return [`${trait} ${Math.round(hit.share * 100)} % (chance ${Math.round(hit.chance * 100)})`];
    })
    .join(", ");
}

/** What sets the clips apart most, told by the features themselves; then what a map adds or loses. */
export function findings({ exploration, protocol, features }: MapsPage): string[] {
  const { hits } = exploration.features;
  const sentences: string[] = [];
  const { label, speaker } = hits;
  if (label !== undefined) {
    const bySpeaker =
      speaker === undefined
        ? ""
        : `, ${percent(speaker.share)} % its speaker (chance ${percent(speaker.chance)} %)`;
    const stronger =
      speaker !== undefined && speaker.share - speaker.chance > label.share - label.chance
        ? ": what these features tell apart first is who speaks"
        : "";
    sentences.push(
      `Of a clip's ${NEIGHBOURS} nearest neighbours among the features, ${percent(label.share)} % share its label ` +
        `(chance ${percent(label.chance)} %)${bySpeaker}${stronger}.`,
    );
  }
  const best = exploration.maps.reduce((one, other) =>
    bestUar(other.measures) > bestUar(one.measures) ? other : one,
  );
  const gap = bestUar(exploration.features) - bestUar(best.measures);
  sentences.push(
    `On ${heldOut(protocol)}, labels are told from the map ${best.name} with a UAR of ${percent(bestUar(best.measures))} % ` +
      `at best, from ${features} themselves with ${percent(bestUar(exploration.features))} % ` +
      `(chance ${percent(1 / exploration.labels.length)} %)${gap > 0 ? ": the map has lost some of what there was" : ""}.`,
  );
  return sentences;
}

function bestUar({ nearest, svm }: Measures): number {
  return Math.max(nearest, svm);
}

/** "clips of new speakers", "new clips". */
export function heldOut(protocol: string): string {
  const { apart } = splits.find(protocol);
  return apart === null ? "new clips" : `clips of a new ${apart}`;
}

/** Header and one row per space: for tables of text. */
export function measureRows({ exploration }: MapsPage): string[][] {
  const header = [
    ...["space", "trustworthiness", "label hit", "speaker hit", "purity", "ARI"],
    ...["kNN UAR", "SVM UAR", "on training"],
  ];
  return [header, ...spacesOf(exploration).map(({ name, measures }) => [name, ...measureCells(measures)])];
}

/** The features, then the maps. */
export function spacesOf({ features, maps, numbers }: Exploration): { name: string; measures: Measures }[] {
  return [{ name: `features (${numbers})`, measures: features }, ...maps];
}

/** Trustworthiness, hits of label and speaker, purity, ARI, UAR of neighbours and SVM, UAR on the training side. */
export function measureCells(measures: Measures): string[] {
  const { trustworthiness, hits, clusters, nearest, svm, svmOnTraining } = measures;
  const share = (value: number | undefined): string => (value === undefined ? "–" : percent(value));
  return [
    trustworthiness === null ? "–" : three(trustworthiness),
    share(hits.label?.share),
    share(hits.speaker?.share),
    share(clusters.purity),
    three(clusters.adjustedRandIndex),
    ...[nearest, svm, svmOnTraining].map(share),
  ];
}
