/** Values beyond the ends of a signal, by the boundary modes of PyWavelets. */

import { type Signal, sourceOf } from "./source.ts";

export const BOUNDARY_MODES = [
  "symmetric",
  "reflect",
  "zero",
  "constant",
  "periodic",
  "smooth",
  "antisymmetric",
  "antireflect",
  "periodization",
] as const;
export type BoundaryMode = (typeof BOUNDARY_MODES)[number];

/**
 * What stands before and after the signal, [sample], `left` and `right` values:
 *
 * - symmetric: mirrored between samples, x1 x0 | x0 x1 · antisymmetric: the same with the sign turned each time
 * - reflect: mirrored at the edge sample, x2 x1 | x0 x1 · antireflect: the same, turned about the edge value
 * - zero, constant (the edge value), smooth (the edge's slope goes on), periodic
 * - periodization: periodic, after the last sample of an odd length is doubled
 *
 * One sample has no slope and no mirror image: smooth, reflect and antireflect then repeat it.
 *
 * @see pywt.Modes (1.8)
 */
export function beyondEdges(
  signal: Signal,
  left: number,
  right: number,
  mode: BoundaryMode,
): { before: Float64Array<ArrayBuffer>; after: Float64Array<ArrayBuffer> } {
  const source = sourceOf(signal);
  const n = source.length;
  const one = new Float64Array(1);
  const sample = (i: number): number => {
    source.read(i, one);
    return one[0];
  };
  const last = n - 1;
  const doubled = n + (n % 2);
  const beyond = (i: number): number => {
    switch (mode) {
      case "zero":
        return 0;
      case "constant":
        return sample(i < 0 ? 0 : last);
      case "periodic":
        return sample(modulo(i, n));
      case "periodization":
        return sample(Math.min(modulo(i, doubled), last));
      case "symmetric":
      case "antisymmetric": {
        const at = modulo(i, 2 * n);
        if (at < n) return sample(at);
        return mode === "symmetric" ? sample(2 * n - 1 - at) : -sample(2 * n - 1 - at);
      }
      case "reflect": {
        if (n === 1) return sample(0);
        const at = modulo(i, 2 * last);
        return sample(Math.min(at, 2 * last - at));
      }
      case "smooth": {
        if (n === 1) return sample(0);
        if (i < 0) return sample(0) + i * (sample(1) - sample(0));
        return sample(last) + (i - last) * (sample(last) - sample(last - 1));
      }
      case "antireflect": {
        if (n === 1) return sample(0);
        // two reflections shift by 2·last samples and raise by twice the difference of the edges
        const turn = Math.floor(i / (2 * last));
        const at = modulo(i, 2 * last);
        const value = at <= last ? sample(at) : 2 * sample(last) - sample(2 * last - at);
        return value + 2 * turn * (sample(last) - sample(0));
      }
    }
  };
  return {
    before: Float64Array.from({ length: left }, (_, i) => beyond(i - left)),
    after: Float64Array.from({ length: right }, (_, i) => beyond(n + i)),
  };
}

function modulo(i: number, period: number): number {
  return ((i % period) + period) % period;
}
