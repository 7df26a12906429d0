/** The registry of functionals, and tables of them over series. */
import { ConfigError } from "../base/errors.ts";
import { createRegistry, didYouMean } from "../base/registry.ts";
import * as all from "./all.ts";
import type { Functional, FunctionalDefinition } from "./functional.ts";

export const functionals = createRegistry<FunctionalDefinition, typeof all>("functional", all);

/** The functional of a word, or undefined for one that none answers to. */
export function findFunctional(word: string): Functional | undefined {
  for (const definition of functionals.list) {
    const found = definition.parse(word);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The functional of a word: "mean", "p50", "p20-p80".
 *
 * @throws ConfigError that names what there is
 */
export function functionalOf(word: string): Functional {
  const found = findFunctional(word);
  if (found !== undefined) return found;
  throw new ConfigError(
    `functional "${word}" is unknown; expected one of ${functionals.list.map(({ words }) => words).join(", ")}.`,
    didYouMean(word, functionals.ids),
  );
}

export {
  defineFamily,
  defineFunctional,
  type Functional,
  type FunctionalDefinition,
  noUnit,
  sameUnit,
  unitPer,
} from "./functional.ts";
export { inPart } from "./in-part.ts";
export { Run } from "./run.ts";
export { invertMask, type Series, type SeriesInfo } from "./series.ts";
export { type Column, computeFunctional, computeRow, computeTable, tableColumns } from "./table.ts";
