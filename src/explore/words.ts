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

/** By so much more alike in one trait than in another, above chance. */
const CLEARLY = 0.1;

/** `0.8734` -> `0.873`. */
export function three(value: number): string {
  return value.toFixed(3).replace("-", "−");
}

/** How near and how alike neighbours on a map are: two short lines below it. */
export function mapLines({
  measures: { trustworthiness, hits },
}: Pick<ClipMap, "measures">): [string, string] {
  const trust = trustworthiness === null ? "" : `Trustworthiness ${three(trustworthiness)}; of `;
  const alike = (["label", "speaker", "sex", "answer"] as const).flatMap((trait) => {
    const hit = hits[trait];
    const share = (of: number): number => Math.round(of * 100);
    return hit === undefined ? [] : [`${trait} ${share(hit.share)}\u00a0% (${share(hit.chance)})`];
  });
  return [`${trust}${NEIGHBOURS} neighbours are alike (by chance):`, `${alike.join(", ")}.`];
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
        : `, ${percent(speaker.share)}\u00a0% its speaker (chance ${percent(speaker.chance)}\u00a0%)`;
    const stronger =
      speaker !== undefined && speaker.share - speaker.chance > label.share - label.chance + CLEARLY
        ? ": what these features tell apart first is who speaks"
        : "";
    sentences.push(
      `Of a clip's ${NEIGHBOURS} nearest neighbours among the features, ${percent(label.share)}\u00a0% share its label ` +
        `(chance ${percent(label.chance)}\u00a0%)${bySpeaker}${stronger}.`,
    );
  }
  const best = exploration.maps.reduce((one, other) =>
    bestUar(other.measures) > bestUar(one.measures) ? other : one,
  );
  const gap = bestUar(exploration.features) - bestUar(best.measures);
  sentences.push(
    `On ${heldOut(protocol)}, labels are told from the map ${best.name} with a UAR of ${percent(bestUar(best.measures))}\u00a0% ` +
      `at best, from ${features} themselves with ${percent(bestUar(exploration.features))}\u00a0% ` +
      `(chance ${percent(1 / exploration.labels.length)}\u00a0%)${gap > 0 ? ": the map has lost some of what there was" : ""}.`,
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
