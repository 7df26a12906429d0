/** Peaks and troughs that stand out, so that ripples do not count. */
import type { Run } from "./run.ts";

/** A turn counts when the values have gone back by this share of their range. */
const CLEAR_SHARE = 0.1;

export interface ClearTurns {
  /** Where the values turn, ascending: peaks and troughs by turns. */
  readonly at: readonly number[];
  readonly firstIsPeak: boolean;
}

/** The clear turns of a run: none where all values are alike. */
export function clearTurns({ values, sorted }: Run): ClearTurns {
  const least = CLEAR_SHARE * (sorted[sorted.length - 1] - sorted[0]);
  const at: number[] = [];
  let firstIsPeak = true;
  if (least === 0) return { at, firstIsPeak };
  let high = 0;
  let low = 0;
  let direction = 0; // 1: rising since the last turn
  for (let i = 1; i < values.length; i++) {
    if (values[i] > values[high]) high = i;
    if (values[i] < values[low]) low = i;
    if (direction >= 0 && values[high] - values[i] >= least) {
      if (direction !== 0 || high > 0) {
        if (at.length === 0) firstIsPeak = true;
        at.push(high);
      }
      direction = -1;
      low = i;
    } else if (direction <= 0 && values[i] - values[low] >= least) {
      if (direction !== 0 || low > 0) {
        if (at.length === 0) firstIsPeak = false;
        at.push(low);
      }
      direction = 1;
      high = i;
    }
  }
  return { at, firstIsPeak };
}

/** Mean and population deviation of the slopes, per second, of the parts between clear turns that go up (1) or down (-1). */
export function clearSlopes(run: Run, sign: 1 | -1, into: Float64Array, at: number): void {
  const { values, frameRateHz } = run;
  const turns = clearTurns(run).at;
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i <= turns.length; i++) {
    const from = i === 0 ? 0 : turns[i - 1];
    const to = i === turns.length ? values.length - 1 : turns[i];
    if (to <= from) continue;
    const slope = ((values[to] - values[from]) / (to - from)) * frameRateHz;
    if (slope * sign <= 0) continue;
    count++;
    sum += slope;
    squares += slope * slope;
  }
  const mean = count === 0 ? 0 : sum / count;
  into[at] = mean;
  into[at + 1] = count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - mean * mean));
}
