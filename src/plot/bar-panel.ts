/** A vector as bars. Where a few are far larger than the rest, the scale is logarithmic on both sides of zero. */
import type { FeaturePart } from "../features/layout.ts";
import { percentiles } from "../signal/statistics.ts";
import { type Axis, LINE, type Panel, placeOn, withUnit } from "./panel.ts";
import { element } from "./svg.ts";
import { formatTick, roundTicks, type Tick } from "./ticks.ts";

/** The largest is so many times the middle one where the scale is logarithmic. */
const FAR = 40;
/** So much smaller than the largest is as good as nothing. */
const NOTHING = 1e-6;
/** Pixels of a bar. */
const WIDEST = 48;
/** Pixels of a letter. */
const LETTER = 7;

/** @param values - [row of the part], not empty */
export function barPanel({ name, scale, value }: FeaturePart, values: Float32Array): Panel {
  const largest = values.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
  const sizes = values.map(Math.abs).filter((size) => size > NOTHING * largest);
  const [middle] = sizes.length === 0 ? [1] : percentiles(sizes, [50]);
  const isFar = largest > FAR * middle;
  const spread = isFar
    ? (number: number): number => Math.asinh(number / middle)
    : (number: number): number => number;
  const y = barAxis(withUnit(value.name, value.unit), values, spread, isFar ? middle : null);
  const x: Axis = {
    label: withUnit(scale.name, scale.unit),
    from: 0,
    to: values.length,
    ticks: (pixels) => barTicks(scale.at, pixels),
  };
  return {
    title: name,
    weight: 1,
    x,
    y,
    draw(width, height) {
      const step = width / values.length;
      const bar = step > 4 ? Math.min(WIDEST, step * 0.8) : step;
      const atY = (number: number): number => height * (1 - placeOn(y, spread(number)));
      const bars = Array.from(values, (number, i) => {
        const [top, bottom] = [atY(Math.max(0, number)), atY(Math.min(0, number))];
        return element("rect", {
          x: i * step + (step - bar) / 2,
          y: top,
          width: bar,
          height: bottom - top,
          fill: LINE,
        });
      });
      const zero = element("line", { x1: 0, x2: width, y1: atY(0), y2: atY(0), stroke: "#888888" });
      return bars.join("") + zero;
    },
  };
}

function barAxis(
  label: string,
  values: Float32Array,
  spread: (number: number) => number,
  unit: number | null,
): Axis {
  const low = Math.min(0, ...values.map(spread));
  const high = Math.max(0, ...values.map(spread));
  const edge = (high - low || 1) * 0.06;
  const [from, to] = [low < 0 ? low - edge : 0, high > 0 || low === 0 ? high + edge : 0];
  return {
    label,
    from,
    to,
    ticks(pixels) {
      const count = Math.max(2, Math.floor(pixels / 34));
      if (unit === null) return roundTicks(from, to, count);
      return spreadTicks(unit, spread, from, to, pixels);
    },
  };
}

/** Powers of ten on both sides of zero, with room between them. */
function spreadTicks(
  unit: number,
  spread: (number: number) => number,
  from: number,
  to: number,
  pixels: number,
): Tick[] {
  const ticks: Tick[] = [{ at: 0, text: "0" }];
  const lowest = Math.ceil(Math.log10(unit));
  for (const sign of [1, -1]) {
    let last = 0;
    for (let power = 10 ** lowest; ; power *= 10) {
      const at = spread(sign * power);
      if (at > to || at < from) break;
      if ((Math.abs(at - last) * pixels) / (to - from) < 16) continue;
      ticks.push({ at, text: formatTick(sign * power, power, power) });
      last = at;
    }
  }
  return ticks;
}

/** Names in the middle of their bars where all have room; numbers where they are round; else counted from 1. */
function barTicks(at: readonly number[] | readonly string[], pixels: number): Tick[] {
  const step = pixels / at.length;
  const names = at.map(String);
  const longest = names.reduce((most, one) => Math.max(most, one.length), 0);
  if (longest * LETTER + 6 <= step) return names.map((text, i) => ({ at: i + 0.5, text }));
  const [first] = at;
  const offset = typeof first === "number" ? first : 1;
  return roundTicks(
    offset,
    offset + at.length - 1,
    Math.min(at.length - 1, Math.max(1, Math.floor(pixels / 60))),
  ).map(({ at: number, text }) => ({ at: number - offset + 0.5, text }));
}
