/** t-SNE: neighbours are drawn together, all others apart. */
import { affinitiesOf, type SparseRows } from "./affinities.ts";
import type { Neighbours } from "./points.ts";
import { createQuadtree } from "./quadtree.ts";

export interface TsneOptions {
  readonly perplexity: number;
  readonly iterations?: number;
  /** Squares of the tree that are smaller than this share of their distance act as one; 0 is exact. */
  readonly angle?: number;
  /** Called now and then: a place to tell of it, to let others work, and to stop by throwing. */
  pause?(done: number, total: number): Promise<void>;
}

export interface Tsne {
  /** [point, 2]. */
  readonly places: Float64Array;
  /** Kullback-Leibler divergence of the map from the affinities, exact over all pairs. */
  readonly divergence: number;
}

/** At first everything is drawn together more strongly, so that clusters find each other. */
const EXAGGERATION = 12;
const EXAGGERATED = 250;
const ITERATIONS_AT_ONCE = 20;

/** How many neighbours of each point it looks at. */
export function tsneNeighbours(points: number, perplexity: number): number {
  return Math.min(points - 1, Math.floor(3 * perplexity + 1));
}

/**
 * Barnes-Hut t-SNE. No random numbers: where it begins decides all.
 *
 * @param neighbours - `tsneNeighbours` of each point
 * @param start - [point, 2], such as the first two principal components; only its shape counts, not its size
 * @see van der Maaten 2014 (JMLR 15); step sizes Belkina et al. 2019; defaults as scikit-learn 1.9
 */
export async function tsne(
  neighbours: Neighbours,
  start: Float64Array,
  { perplexity, iterations = 1000, angle = 0.5, pause }: TsneOptions,
): Promise<Tsne> {
  const affinities = affinitiesOf(neighbours, perplexity);
  const points = start.length / 2;
  const places = scaled(start);
  const rate = Math.max(points / EXAGGERATION / 4, 50);
  const moves = new Float64Array(places.length);
  const gains = new Float64Array(places.length).fill(1);
  const pull = new Float64Array(places.length);
  const push = new Float64Array(places.length);
  const tree = createQuadtree(points, angle);
  for (let iteration = 0; iteration < iterations; iteration++) {
    if (iteration % ITERATIONS_AT_ONCE === 0) await pause?.(iteration, iterations);
    const isEarly = iteration < EXAGGERATED;
    attraction(affinities, places, pull);
    push.fill(0);
    tree.build(places);
    let total = 0;
    for (let point = 0; point < points; point++) total += tree.repulsion(point, places, push);
    const momentum = isEarly ? 0.5 : 0.8;
    const strength = isEarly ? EXAGGERATION : 1;
    for (let i = 0; i < places.length; i++) {
      const gradient = 4 * (strength * pull[i] - push[i] / total);
      gains[i] = Math.max(0.01, moves[i] * gradient < 0 ? gains[i] + 0.2 : gains[i] * 0.8);
      moves[i] = momentum * moves[i] - rate * gains[i] * gradient;
      places[i] += moves[i];
    }
  }
  await pause?.(iterations, iterations);
  return { places, divergence: divergenceOf(affinities, places) };
}

/** So small that nobody is far from anybody: standard deviation 1e-4 along the first axis. */
function scaled(start: Float64Array): Float64Array {
  let squares = 0;
  for (let i = 0; i < start.length; i += 2) squares += start[i] * start[i];
  const sd = Math.sqrt(squares / (start.length / 2));
  return start.map((value) => (sd > 0 ? (value / sd) * 1e-4 : 0));
}

/** Writes the sums of p (1 + d²)^-1 (place - other) over the neighbours. */
function attraction({ starts, columns, values }: SparseRows, places: Float64Array, pull: Float64Array): void {
  for (let point = 0; point < starts.length - 1; point++) {
    const x = places[2 * point];
    const y = places[2 * point + 1];
    let [pullX, pullY] = [0, 0];
    for (let i = starts[point]; i < starts[point + 1]; i++) {
      const dx = x - places[2 * columns[i]];
      const dy = y - places[2 * columns[i] + 1];
      const weight = values[i] / (1 + dx * dx + dy * dy);
      pullX += weight * dx;
      pullY += weight * dy;
    }
    pull[2 * point] = pullX;
    pull[2 * point + 1] = pullY;
  }
}

function divergenceOf({ starts, columns, values }: SparseRows, places: Float64Array): number {
  const points = starts.length - 1;
  const closeness = (a: number, b: number): number =>
    1 / (1 + (places[2 * a] - places[2 * b]) ** 2 + (places[2 * a + 1] - places[2 * b + 1]) ** 2);
  let total = 0;
  for (let a = 0; a < points; a++) for (let b = 0; b < a; b++) total += 2 * closeness(a, b);
  let divergence = 0;
  for (let point = 0; point < points; point++) {
    for (let i = starts[point]; i < starts[point + 1]; i++) {
      const p = values[i];
      if (p > 0) divergence += p * Math.log((p * total) / closeness(point, columns[i]));
    }
  }
  return divergence;
}
