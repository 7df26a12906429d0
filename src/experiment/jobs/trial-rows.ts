/** Rows to try a fit on: real ones as far as their features are there, then ones that are made up after them. */
import { createRandom, type Random } from "../../base/random.ts";
import { type Dataset, widthOf } from "../../dataset/dataset.ts";
import type { Cache } from "../rows/cache.ts";
import type { RowSource } from "../rows/stored-rows.ts";

/** Rows that are looked for; of the first of a large corpus hardly any are there. */
const MOST_LOOKED_FOR = 10_000;
/** Of what is made up, in standard deviations of its column. */
const NOISE = 0.7;

export interface TrialRows {
  /** Rows whose features are there. */
  readonly real: readonly RowSource[];
  /** The others. */
  readonly rest: readonly RowSource[];
}

/**
 * Training rows in an order in which labels take turns, so that the first few are as all are.
 *
 * @param most - so many real rows are enough
 */
export async function trialRows(
  train: readonly RowSource[],
  seed: number,
  most: number,
  cache: Cache,
): Promise<TrialRows> {
  const real: RowSource[] = [];
  const rest: RowSource[] = [];
  for (const [i, row] of inTurns(train, createRandom(seed).fork("trial")).entries()) {
    const isReal = real.length < most && i < MOST_LOOKED_FOR && (await isThere(row, cache));
    (isReal ? real : rest).push(row);
  }
  return { real, rest };
}

function inTurns(train: readonly RowSource[], random: Random): RowSource[] {
  const byLabel = new Map<number, RowSource[]>();
  for (const row of random.shuffle(train.slice())) {
    const own = byLabel.get(row.y);
    if (own === undefined) byLabel.set(row.y, [row]);
    else own.push(row);
  }
  const turns = Math.max(0, ...[...byLabel.values()].map(({ length }) => length));
  return Array.from({ length: turns }, (_, turn) => turn).flatMap((turn) =>
    [...byLabel.values()].flatMap((rows) => rows.slice(turn, turn + 1)),
  );
}

async function isThere({ from }: RowSource, cache: Cache): Promise<boolean> {
  if ("numbers" in from) return true;
  for (const key of from) if ((await cache.readFeature(key)) === undefined) return false;
  return true;
}

/**
 * So many rows: the real ones first, then a real one of the same label each, with noise.
 *
 * @param real - a row or more
 * @param rest - whose clips and labels the others have
 */
export function fillUp(
  real: Dataset,
  rest: readonly Pick<RowSource, "clipId" | "y">[],
  count: number,
  random: Random,
): Dataset {
  const width = widthOf(real.shape);
  const known = real.clipIds.length;
  const spread = spreadOf(real);
  const x = new Float32Array(count * width);
  x.set(real.x.subarray(0, Math.min(count, known) * width));
  const others = rest.slice(0, Math.max(0, count - known));
  const after = others.map(({ y }) => {
    const alike = real.clipIds.flatMap((_, row) => (real.y[row] === y ? [row] : []));
    return alike.length === 0 ? random.integer(known) : alike[random.integer(alike.length)];
  });
  for (const [i, row] of after.entries()) {
    const to = (known + i) * width;
    for (let at = 0; at < width; at++) {
      x[to + at] = real.x[row * width + at] + spread[at] * (random.uniform() - 0.5);
    }
  }
  const { frames, ...alike } = real;
  const together = <T>(own: ArrayLike<T>, other: readonly T[]): T[] => [
    ...Array.from(own).slice(0, count),
    ...other,
  ];
  return {
    ...alike,
    x,
    clipIds: together(
      real.clipIds,
      others.map(({ clipId }) => clipId),
    ),
    y: Int32Array.from(
      together(
        real.y,
        others.map(({ y }) => y),
      ),
    ),
    ...(frames === undefined
      ? {}
      : {
          frames: Int32Array.from(
            together(
              frames,
              after.map((row) => frames[row]),
            ),
          ),
        }),
  };
}

/** [column], the width of a uniform noise. */
function spreadOf({ x, shape, clipIds: { length } }: Dataset): Float64Array {
  const width = widthOf(shape);
  return Float64Array.from({ length: width }, (_, at) => {
    let sum = 0;
    let squares = 0;
    for (let row = 0; row < length; row++) {
      sum += x[row * width + at];
      squares += x[row * width + at] ** 2;
    }
    const variance = Math.max(0, squares / length - (sum / length) ** 2);
    return NOISE * Math.sqrt(12 * variance);
  });
}
