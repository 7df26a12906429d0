/** Training and other rows as in tools/golden/classical_models.py. */
import type { Dataset } from "../src/dataset/dataset.ts";
import { hashedClusters } from "./hashed-clusters.ts";

export function sidesOf({ train, labels, width }: { train: number; labels: number; width: number }): {
  train: Dataset;
  rest: Dataset;
} {
  return {
    train: hashedClusters(0, train, { labels, width }),
    rest: hashedClusters(train, train + 30, { labels, width }),
  };
}
