/** What the weights of a network look like, for a training that left the numbers. */
import type { Weights } from "../engine/network.ts";

export interface WeightStatistics {
  readonly name: string;
  /** Over the finite numbers; NaN if there are none. */
  readonly min: number;
  readonly max: number;
  readonly meanAbs: number;
  readonly count: number;
  readonly notFinite: number;
}

/** One entry per tensor, in their order. */
export function weightStatistics(weights: Weights): WeightStatistics[] {
  return [...weights].map(([name, numbers]) => {
    let [min, max, sum, finite] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
    for (const number of numbers) {
      if (!Number.isFinite(number)) continue;
      finite += 1;
      sum += Math.abs(number);
      if (number < min) min = number;
      if (number > max) max = number;
    }
    const none = finite === 0;
    return {
      name,
      min: none ? Number.NaN : min,
      max: none ? Number.NaN : max,
      meanAbs: sum / finite,
      count: numbers.length,
      notFinite: numbers.length - finite,
    };
  });
}

/** "hidden1.weight: 12 of 300 not finite, the rest from -0.5 to 0.4, mean size 0.1" */
export function describeStatistics({ name, min, max, meanAbs, count, notFinite }: WeightStatistics): string {
  const broken = notFinite === 0 ? "" : `${notFinite} of ${count} not finite`;
  if (notFinite === count) return `${name}: ${broken}`;
  const range = `from ${short(min)} to ${short(max)}, mean size ${short(meanAbs)}`;
  return `${name}: ${broken === "" ? "" : `${broken}, the rest `}${range}`;
}

function short(number: number): string {
  return String(Number(number.toPrecision(3)));
}
