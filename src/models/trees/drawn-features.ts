/** The few columns that a node looks at: drawn at every node anew, none twice. */
import type { Random } from "../../base/random.ts";

export class DrawnFeatures {
  readonly #features: Int32Array;
  readonly #wanted: number;
  readonly #random: Random;
  #visited = 0;
  #useful = false;

  constructor(features: number, wanted: number, random: Random) {
    this.#features = Int32Array.from({ length: features }, (_, feature) => feature);
    this.#wanted = wanted;
    this.#random = random;
  }

  begin(): void {
    this.#visited = 0;
    this.#useful = false;
  }

  /** The next column, or -1 after as many as were wanted; more are drawn until one is not constant. */
  next(): number {
    const features = this.#features;
    const place = this.#visited;
    if (place === features.length || (place >= this.#wanted && this.#useful)) return -1;
    const other = place + this.#random.integer(features.length - place);
    const feature = features[other];
    features[other] = features[place];
    features[place] = feature;
    this.#visited++;
    return feature;
  }

  /** Says that the last column was not constant. */
  found(): void {
    this.#useful = true;
  }
}

export type MaxFeatures = "sqrt" | "log2" | "all" | number;

export function featuresPerNode(rule: MaxFeatures, features: number): number {
  if (rule === "all") return features;
  const wanted =
    typeof rule === "number" ? rule : Math.floor(rule === "sqrt" ? Math.sqrt(features) : Math.log2(features));
  return Math.min(features, Math.max(1, wanted));
}
