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

export function imagePanel(
  title: string,
  { matrix, bar }: Picture,
  columns: Columns,
  scale: RowScale,
): Panel {
  const { axis } = columns;
  return {
    title,
    weight: 1,
    x: axis,
    y: rowAxis(scale),
    bar,
    draw(width, height) {
      const left = width * placeOn(axis, columns.left);
      const right = width * placeOn(axis, columns.right);
      const uri = bitmap(matrix, bar.limits, bar.colours, Math.ceil(right - left), Math.ceil(height));
      return element("image", {
        x: left,
        y: 0,
        width: right - left,
        height,
        preserveAspectRatio: "none",
        "image-rendering": "optimizeSpeed",
        href: uri,
      });
    },
  };
}

/** Rows one above the other, each as high as the next: 0 to the number of rows. */
export function rowAxis({ name, unit, at }: RowScale): Axis {
  return {
    label: withUnit(name, unit),
    from: 0,
    to: at.length,
    ticks: (pixels) => rowTicks(at, pixels),
  };
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
  const isEven = numbers.every((one, i) => Math.abs(one - low - i * step) < 1e-6 * (high - low));
  const wanted = Math.max(2, Math.floor(pixels / (2 * LABEL_GAP)));
  const candidates = isEven
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

/** Where a number lies among ascending ones, in rows. */
function rowOf(numbers: readonly number[], number: number): number {
  let above = 1;
  while (above < numbers.length - 1 && numbers[above] < number) above++;
  const [low, high] = [numbers[above - 1], numbers[above]];
  return above - 0.5 + (number - low) / (high - low);
}
