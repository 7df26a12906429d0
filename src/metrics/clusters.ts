/** How well clusters, whose numbers mean nothing, agree with labels. */

/**
 * The share of the points that have the most frequent label of their cluster. Grows with the number of clusters.
 *
 * @param truth - [point], label index
 * @param clusters - [point], cluster index
 * @see Manning, Raghavan & Schütze 2008, Introduction to Information Retrieval, 16.3
 */
export function purity(truth: ArrayLike<number>, clusters: ArrayLike<number>): number {
  const most = new Map<number, number>();
  for (const { cluster, count } of contingency(truth, clusters)) {
    most.set(cluster, Math.max(most.get(cluster) ?? 0, count));
  }
  let right = 0;
  for (const count of most.values()) right += count;
  return right / truth.length;
}

/**
 * The share of pairs that labels and clusters treat alike, so that chance gives 0 and equal partitions 1.
 *
 * @param truth - [point], label index
 * @param clusters - [point], cluster index
 * @see Hubert & Arabie 1985; scikit-learn 1.9 adjusted_rand_score
 */
export function adjustedRandIndex(truth: ArrayLike<number>, clusters: ArrayLike<number>): number {
  const cells = contingency(truth, clusters);
  const byLabel = new Map<number, number>();
  const byCluster = new Map<number, number>();
  let together = 0;
  for (const { label, cluster, count } of cells) {
    together += pairsOf(count);
    byLabel.set(label, (byLabel.get(label) ?? 0) + count);
    byCluster.set(cluster, (byCluster.get(cluster) ?? 0) + count);
  }
  const sum = (counts: Map<number, number>) =>
    [...counts.values()].reduce((total, count) => total + pairsOf(count), 0);
  const [inLabels, inClusters] = [sum(byLabel), sum(byCluster)];
  const expected = truth.length < 2 ? 0 : (inLabels * inClusters) / pairsOf(truth.length);
  const most = (inLabels + inClusters) / 2;
  // both put all into one, or each apart
  return most === expected ? 1 : (together - expected) / (most - expected);
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}

/** How many points have a label and are in a cluster, for what occurs. */
function contingency(
  truth: ArrayLike<number>,
  clusters: ArrayLike<number>,
): { label: number; cluster: number; count: number }[] {
  const cells = new Map<string, { label: number; cluster: number; count: number }>();
  for (let i = 0; i < truth.length; i++) {
    const key = `${truth[i]}/${clusters[i]}`;
    const cell = cells.get(key) ?? { label: truth[i], cluster: clusters[i], count: 0 };
    cell.count++;
    cells.set(key, cell);
  }
  return [...cells.values()];
}
