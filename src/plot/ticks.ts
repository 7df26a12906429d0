/** Round numbers and times on axes. */
import { clock } from "../base/clock.ts";

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Round numbers from `from` to `to` in steps of 1, 2 or 5 times a power of ten: at most about `count`, at least 2. */
export function roundTicks(from: number, to: number, count: number): Tick[] {
  const step = roundStep(to - from, count);
  const numbers: number[] = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) numbers.push(i * step);
  // 10 always gives 2
  if (numbers.length < 2 && count < 10) return roundTicks(from, to, count + 1);
  return numbers.map((at) => ({ at, text: formatTick(at, step, Math.max(Math.abs(from), Math.abs(to))) }));
}

function roundStep(span: number, count: number): number {
  const least = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10);
}

/** 1, 2 and 5 times every power of ten in the range, and 0: candidates for axes that are not even. */
export function roundNumbers(from: number, to: number): number[] {
  const numbers = from <= 0 ? [0] : [];
  for (let power = 10 ** Math.floor(Math.log10(Math.max(from, to / 1e6))); power <= to; power *= 10) {
    numbers.push(...[1, 2, 5].map((factor) => factor * power).filter((one) => one >= from && one <= to));
  }
  return numbers;
}

/**
 * A number with as many digits as steps of that size need.
 *
 * @param largest - of the axis: its numbers are all written alike, with powers of ten where it is very large or small
 */
export function formatTick(value: number, step: number, largest: number): string {
  if (Math.abs(value) < step * 1e-6) return "0";
  const digits = Math.max(1, Math.floor(Math.log10(Math.abs(value) / step) + 1e-9) + 1);
  if (largest >= 1e6 || largest < 1e-3) {
    const [mantissa, exponent] = value.toExponential(Math.min(20, digits - 1)).split("e");
    return `${minus(Number(mantissa).toString())}e${Number(exponent)}`;
  }
  return minus(value.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9))));
}

function minus(digits: string): string {
  return digits.replace("-", "−");
}

/** Seconds between ticks that people count in. */
const CLOCK_STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** Times from `from` to `to`, in seconds, written as minutes and seconds: at most about `count`. */
export function minuteTicks(from: number, to: number, count: number): Tick[] {
  const least = (to - from) / Math.max(1, count);
  const step = CLOCK_STEPS.find((one) => one >= least) ?? 3600 * Math.ceil(least / 3600);
  const ticks: Tick[] = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) {
    ticks.push({ at: i * step, text: clock(i * step, step < 1 ? 1 : 0) });
  }
  return ticks;
}
