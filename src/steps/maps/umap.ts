/** UMAP: a graph of neighbours, laid out so that edges are short and everything else is apart. */
import type { Random } from "../../base/random.ts";
import type { Neighbours } from "./points.ts";

export interface UmapOptions {
  readonly epochs?: number;
  /** Called now and then: a place to tell of it, to let others work, and to stop by throwing. */
  pause?(done: number, total: number): Promise<void>;
}

/** (1 + A d^2B)^-1 is the closeness on the map that is nearest to: 1 up to 0.1, then falling as exp(0.1 - d). */
const A = 1.5769434603113077;
const B = 0.8950608779109733;
/** Points that are pushed away for each edge that pulls. */
const PUSHES = 5;
/** Half of the width of the map at the start. */
const EXTENT = 10;
const LONGEST_MOVE = 4;
const EPOCHS_AT_ONCE = 20;

export interface Edges {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly weights: Float64Array;
}

/**
 * @param start - [point, 2], such as the first two principal components; only its shape counts, not its size
 * @returns [point, 2]
 * @see McInnes, Healy & Melville 2018, arXiv:1802.03426; defaults as umap-learn 0.5: min_dist 0.1, 500 epochs
 */
export async function umap(
  neighbours: Neighbours,
  start: Float64Array,
  random: Random,
  { epochs = 500, pause }: UmapOptions = {},
): Promise<Float64Array> {
  const { from, to, weights } = edgesOf(neighbours);
  const points = start.length / 2;
  const largest = start.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
  // noise parts clips that are alike
  const places = start.map((value) => (value / largest) * EXTENT + 1e-4 * random.normal());
  const heaviest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  /** [edge], epochs from one pull to the next. */
  const intervals = weights.map((weight) => heaviest / weight);
  const next = intervals.slice();
  for (let epoch = 0; epoch < epochs; epoch++) {
    if (epoch % EPOCHS_AT_ONCE === 0) await pause?.(epoch, epochs);
    const rate = 1 - epoch / epochs;
    for (let edge = 0; edge < from.length; edge++) {
      if (next[edge] > epoch + 1) continue;
      next[edge] += intervals[edge];
      const [a, b] = [from[edge], to[edge]];
      pull(places, a, b, rate);
      for (let i = 0; i < PUSHES; i++) {
        const other = random.integer(points);
        if (other !== a) push(places, a, other, rate);
      }
    }
  }
  await pause?.(epochs, epochs);
  return places;
}

function pull(places: Float64Array, a: number, b: number, rate: number): void {
  const dx = places[2 * a] - places[2 * b];
  const dy = places[2 * a + 1] - places[2 * b + 1];
  const squared = dx * dx + dy * dy;
  if (squared === 0) return;
  const power = squared ** B;
  const factor = (-2 * A * B * (power / squared)) / (1 + A * power);
  const [moveX, moveY] = [limited(factor * dx) * rate, limited(factor * dy) * rate];
  places[2 * a] += moveX;
  places[2 * a + 1] += moveY;
  places[2 * b] -= moveX;
  places[2 * b + 1] -= moveY;
}

function push(places: Float64Array, a: number, other: number, rate: number): void {
  const dx = places[2 * a] - places[2 * other];
  const dy = places[2 * a + 1] - places[2 * other + 1];
  const squared = dx * dx + dy * dy;
  if (squared === 0) return;
  const factor = (2 * B) / ((0.001 + squared) * (1 + A * squared ** B));
  places[2 * a] += limited(factor * dx) * rate;
  places[2 * a + 1] += limited(factor * dy) * rate;
}

function limited(move: number): number {
  return Math.max(-LONGEST_MOVE, Math.min(LONGEST_MOVE, move));
}

/** Every edge in both directions, as sure as either end is of it: a + b - ab. */
export function edgesOf({ indices, distances, count }: Neighbours): Edges {
  const points = indices.length / count;
  const rows = Array.from({ length: points }, () => new Map<number, number>());
  for (let point = 0; point < points; point++) {
    const own = distances.subarray(point * count, (point + 1) * count);
    closenessOf(own).forEach((value, i) => {
      rows[point].set(indices[point * count + i], value);
    });
  }
  const from: number[] = [];
  const to: number[] = [];
  const weights: number[] = [];
  const add = (a: number, b: number, weight: number): void => {
    if (weight === 0) return;
    from.push(a);
    to.push(b);
    weights.push(weight);
  };
  rows.forEach((row, a) => {
    for (const [b, forth] of row) {
      const back = rows[b].get(a);
      const weight = back === undefined ? forth : forth + back - forth * back;
      add(a, b, weight);
      if (back === undefined) add(b, a, weight);
    }
  });
  return { from: Int32Array.from(from), to: Int32Array.from(to), weights: Float64Array.from(weights) };
}

/** Of a point's neighbours, nearest first: the nearest that is elsewhere has 1, the sum is log2 of their number. */
function closenessOf(distances: Float64Array): Float64Array {
  const first = distances.find((distance) => distance > 0) ?? 0;
  const goal = Math.log2(distances.length);
  let [low, width, high] = [0, 1, Number.POSITIVE_INFINITY];
  const at = (distance: number): number => Math.exp(-Math.max(0, distance - first) / width);
  for (let step = 0; step < 64; step++) {
    const sum = distances.reduce((total, distance) => total + at(distance), 0);
    if (Math.abs(sum - goal) < 1e-5) break;
    if (sum > goal) high = width;
    else low = width;
    width = high === Number.POSITIVE_INFINITY ? width * 2 : (low + high) / 2;
  }
  const mean = distances.reduce((total, distance) => total + distance, 0) / distances.length;
  width = Math.max(width, 1e-3 * mean, Number.MIN_VALUE);
  return distances.map(at);
}
