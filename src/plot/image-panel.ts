/** A part as an image: frames to the right, rows upwards, values as colours. */
import type { Matrix } from "../base/matrix.ts";
import type { FeatureValue, RowScale } from "../features/layout.ts";
import { percentiles } from "../signal/statistics.ts";
import { bitmap, type Limits } from "./bitmap.ts";
import { blueRed, type ColourMap, magma } from "./colours.ts";
import { type Axis, type ColourBar, type Panel, placeOn, withUnit } from "./panel.ts";
import { element } from "./svg.ts";
import { formatTick, roundNumbers, roundTicks, type Tick } from "./ticks.ts";

/** A matrix in the values that are seen, and how its colours are spread. */
export interface Picture {
  readonly matrix: Matrix;
  readonly bar: ColourBar;
}

/** Where the columns lie: the first one's left edge, and the last one's right edge, on the panel's x axis. */
export interface Columns {
  readonly axis: Axis;
  readonly left: number;
  readonly right: number;
}

/** What is seen lies at most so far below the largest. */
const DEPTH_DB = 80;
/** Powers below count as this one, -100 dB. */
const LEAST_POWER = 1e-10;

/** The values as they are seen: powers and magnitudes in decibels. */
export function seenValues(matrix: Matrix, kind: FeatureValue["kind"]): Matrix {
  if (kind !== "power" && kind !== "magnitude") return matrix;
  const factor = kind === "power" ? 10 : 20;
  const least = kind === "power" ? LEAST_POWER : Math.sqrt(LEAST_POWER);
  return { ...matrix, data: matrix.data.map((value) => factor * Math.log10(Math.max(least, value))) };
}

/**
 * The colours of matrices that share them.
 *
 * @param seen - by seenValues; at least one, none empty
 */
export function colourBar(seen: readonly Matrix[], value: FeatureValue): ColourBar {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { data } of seen) {
    for (let i = 0; i < data.length; i++) {
      if (data[i] < low) low = data[i];
      if (data[i] > high) high = data[i];
    }
  }
  const { limits, colours } = limitsOf(seen, value, low, high);
  const inDecibels = value.kind === "power" || value.kind === "magnitude";
  return {
    label: withUnit(value.name, inDecibels ? "dB" : value.unit),
    limits,
    colours,
    beyond: { below: low < limits.from && !inDecibels, above: high > limits.to },
  };
}

function limitsOf(
  seen: readonly Matrix[],
  value: FeatureValue,
  low: number,
  high: number,
): { limits: Limits; colours: ColourMap } {
  const hasFloor = value.kind === "power" || value.kind === "magnitude" || value.kind === "level";
  if (high === low && (hasFloor || low >= 0)) {
    return { limits: { from: low, to: low + Math.max(1, Math.abs(low) / 10) }, colours: magma };
  }
  if (hasFloor) {
    return { limits: { from: Math.max(low, high - DEPTH_DB), to: high }, colours: magma };
  }
  const [p1, p99] = percentiles(sample(seen), [1, 99]);
  if (low < 0) {
    const size = Math.max(Math.abs(p1), Math.abs(p99)) || Math.max(-low, high);
    return { limits: { from: -size, to: size }, colours: blueRed };
  }
  return { limits: p1 < p99 ? { from: p1, to: p99 } : { from: low, to: high }, colours: magma };
}

/** Enough of the values to tell their spread. */
function sample(seen: readonly Matrix[]): Float64Array {
  const count = seen.reduce((sum, { data }) => sum + data.length, 0);
  const step = Math.max(1, Math.floor(count / 100_000));
  const values: number[] = [];
  for (const { data } of seen) for (let i = 0; i < data.length; i += step) values.push(data[i]);
  return Float64Array.from(values);
}

export function imagePanel(title: string, { matrix, bar }: Picture, columns: Columns, y: Axis): Panel {
  const { axis } = columns;
  return {
    title,
    weight: 1,
    x: axis,
    y,
    bar,
    draw(width, height) {
      const left = width * placeOn(axis, columns.left);
      const right = width * placeOn(axis, columns.right);
      const top = height * (1 - placeOn(y, matrix.rows));
      const bottom = height * (1 - placeOn(y, 0));
      const uri = bitmap(matrix, bar.limits, bar.colours, Math.ceil(right - left), Math.ceil(bottom - top));
      return element("image", {
        x: left,
        y: top,
        width: right - left,
        height: bottom - top,
        preserveAspectRatio: "none",
        "image-rendering": "optimizeSpeed",
        href: uri,
      });
    },
  };
}

/** Where a picture of frequencies begins and ends; absent: where the rows do. */
export interface Band {
  readonly minHz?: number;
  readonly maxHz?: number;
}

/** Rows one above the other, each as high as the next: 0 to the number of rows, or those of a band of frequencies. */
export function rowAxis({ name, unit, at }: RowScale, { minHz, maxHz }: Band = {}): Axis {
  const numbers = unit === "Hz" ? at.filter((one) => typeof one === "number") : [];
  const isCut = numbers.length > 1 && (minHz !== undefined || maxHz !== undefined);
  const from = isCut && minHz !== undefined ? Math.max(0, rowOf(numbers, minHz)) : 0;
  const to = isCut && maxHz !== undefined ? Math.min(at.length, rowOf(numbers, maxHz)) : at.length;
  return {
    label: withUnit(name, unit),
    from,
    to,
    ticks: (pixels) => (isCut ? bandTicks(numbers, from, to, pixels) : rowTicks(at, pixels)),
  };
}

/** The ends of a band are so far from each other that its middle is not half way. */
const WIDE = 4;

/** Round frequencies among the rows from one to another. */
function bandTicks(numbers: readonly number[], from: number, to: number, pixels: number): Tick[] {
  const [low, high] = [hzAt(numbers, from), hzAt(numbers, to)];
  const ticks: Tick[] = [];
  const candidates =
    high > WIDE * Math.max(low, 1) && !isEvenly(numbers)
      ? roundNumbers(low, high).map((hz) => ({ at: hz, text: formatTick(hz, hz || 1, high) }))
      : roundTicks(low, high, Math.max(2, Math.floor(pixels / (2 * LABEL_GAP))));
  for (const { at: hz, text } of candidates) {
    const row = rowOf(numbers, hz);
    const last = ticks.at(-1);
    const isFree = last === undefined || ((row - last.at) * pixels) / (to - from) >= LABEL_GAP;
    if (row >= from - 1e-9 && row <= to + 1e-9 && isFree) ticks.push({ at: row, text });
  }
  return ticks;
}

/** The frequency of a place among the rows: the inverse of rowOf. */
function hzAt(numbers: readonly number[], row: number): number {
  const below = Math.min(numbers.length - 2, Math.max(0, Math.floor(row - 0.5)));
  return numbers[below] + (row - 0.5 - below) * (numbers[below + 1] - numbers[below]);
}

/** Pixels between the labels of an axis. */
const LABEL_GAP = 18;

function rowTicks(at: readonly number[] | readonly string[], pixels: number): Tick[] {
  const rowPixels = pixels / at.length;
  const numbers = at.filter((one) => typeof one === "number");
  if (numbers.length < at.length || at.length === 1) {
    const every = Math.max(1, Math.ceil(LABEL_GAP / rowPixels));
    return at.flatMap((one, row) => (row % every === 0 ? [{ at: row + 0.5, text: String(one) }] : []));
  }
  const [low, high] = [numbers[0], numbers[numbers.length - 1]];
  const step = (high - low) / (numbers.length - 1);
  const wanted = Math.max(2, Math.floor(pixels / (2 * LABEL_GAP)));
  const candidates = isEvenly(numbers)
    ? roundTicks(low - step / 2, high + step / 2, Math.min(wanted, numbers.length))
    : roundNumbers(low, high).map((number) => ({ at: number, text: formatTick(number, number || 1, high) }));
  const ticks: Tick[] = [];
  for (const { at: number, text } of candidates) {
    const row = rowOf(numbers, number);
    const last = ticks.at(-1);
    if (last === undefined || (row - last.at) * rowPixels >= LABEL_GAP) ticks.push({ at: row, text });
  }
  return ticks;
}

function isEvenly(numbers: readonly number[]): boolean {
  const [low, high] = [numbers[0], numbers[numbers.length - 1]];
  const step = (high - low) / (numbers.length - 1);
  return numbers.every((one, i) => Math.abs(one - low - i * step) < 1e-6 * (high - low));
}

/** Where a number lies among ascending ones, in rows. */
function rowOf(numbers: readonly number[], number: number): number {
  let above = 1;
  while (above < numbers.length - 1 && numbers[above] < number) above++;
  const [low, high] = [numbers[above - 1], numbers[above]];
  return above - 0.5 + (number - low) / (high - low);
}
