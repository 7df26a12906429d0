/**
 * What a range test's losses say. Losses of single batches are noise for the most part, and the first is the lowest by chance as
 * easily as any other: the curve is smoothed from both sides, and read only where it falls by more than its noise.
 */
export interface RangePoint {
  readonly learningRate: number;
  /** Of the step's batch. */
  readonly loss: number;
}

export interface RangeReading {
  /** In order of the rate; up to where the loss exploded. */
  readonly points: readonly (RangePoint & {
    /** The loss without its noise. */
    readonly smoothed: number;
  })[];
  /** The rate at which the smoothed loss is lowest. */
  readonly lowest: number;
  /** The rate at which it falls fastest per factor of the rate: the one to begin with. Null if it never falls clearly. */
  readonly steepest: number | null;
}

/** Standard deviation of the smoothing, as a share of the steps. */
const REACH = 0.06;
/** Losses count up to so many times those at the start: an explosion would lean over what is before it. */
const CEILING = 2;
/** A fall is clear from so many standard errors of the smoothed loss. */
const CLEAR = 4;
/** Median absolute deviation of a normal distribution, per standard deviation. */
const MAD = 0.6745;

/**
 * Smooths by a line through the neighbours of each point, the nearer ones weighing more (local linear regression): it lags
 * behind in neither direction, and has the slope as well.
 *
 * @param points - at least one, their rates growing by one factor
 */
export function readRange(points: readonly RangePoint[]): RangeReading {
  const start = median(points.slice(0, Math.max(1, Math.ceil(points.length / 10))).map(({ loss }) => loss));
  const losses = points.map(({ loss }) => Math.min(loss, CEILING * start));
  const reach = Math.max(1, REACH * points.length);
  const lines = losses.map((_, at) => lineAt(losses, at, reach));
  const lowestAt = indexOfLeast(lines.map(({ value }) => value));
  const falling = lines.slice(0, lowestAt + 1);
  const steepestAt = indexOfLeast(falling.map(({ slope }) => slope));
  const noise = median(losses.map((loss, i) => Math.abs(loss - lines[i].value))) / MAD;
  const error = noise / Math.sqrt(2 * Math.sqrt(Math.PI) * reach);
  const fall = Math.max(...falling.map(({ value }) => value)) - lines[lowestAt].value;
  return {
    points: points.map((point, i) => ({ ...point, smoothed: lines[i].value })),
    lowest: points[lowestAt].learningRate,
    steepest: fall > CLEAR * error && fall > 0 ? points[steepestAt].learningRate : null,
  };
}

/** The weighted line through the losses around a place: its height there, and its slope per step. */
function lineAt(losses: readonly number[], at: number, reach: number): { value: number; slope: number } {
  let [w, wx, wxx, wy, wxy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < losses.length; i++) {
    const x = i - at;
    const weight = Math.exp(-0.5 * (x / reach) ** 2);
    w += weight;
    wx += weight * x;
    wxx += weight * x * x;
    wy += weight * losses[i];
    wxy += weight * x * losses[i];
  }
  const spread = w * wxx - wx * wx;
  const slope = spread > 0 ? (w * wxy - wx * wy) / spread : 0;
  return { value: (wy - slope * wx) / w, slope };
}

function indexOfLeast(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value < values[best] ? i : best), 0);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
