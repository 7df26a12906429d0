/** Functionals of an equal part of a clip in place of the whole. */
import type { Functional } from "./functional.ts";
import { computeFunctional } from "./table.ts";

/**
 * Functionals of the part `index` (from 0) of `count` equal ones, as one functional. Where no frame of the part counts,
 * they are those of the whole.
 */
export function inPart(functionals: readonly Functional[], index: number, count: number): Functional {
  const suffix = `part${index + 1}of${count}`;
  return {
    word: `${functionals.map(({ word }) => word).join(", ")} of ${suffix}`,
    names: functionals.flatMap(({ names }) => names.map((name) => `${name}_${suffix}`)),
    of: "mask", // of no values it is still asked: each of its functionals has its own answer
    units: (unit) => functionals.flatMap((one) => one.units(unit)),
    compute(run, into, at) {
      const part = run.part(index, count);
      let next = at;
      for (const one of functionals) {
        const isEmpty = one.of === "values" && part.values.length === 0;
        computeFunctional(one, isEmpty ? run : part, into, next);
        next += one.names.length;
      }
    },
  };
}
