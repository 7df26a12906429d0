/** The contract of a functional: a series in, one or a few numbers out, each with a name and a unit. */
import type { Run } from "./run.ts";

export interface Functional {
  /** How recipes write it: "mean", "p50". */
  readonly word: string;
  /** One per number, as they follow the name of the series: `mfcc1` and `mean` are `mfcc1_mean`. */
  readonly names: readonly string[];
  /**
   * What it is of: the values of the frames that count, or which frames count. Of no values every number is 0, and
   * `compute` is not asked.
   */
  readonly of: "values" | "mask";
  /** The units of its numbers for a series of this unit; null for none. */
  units(unit: string | null): readonly (string | null)[];
  /**
   * Writes its numbers to into[at], into[at + 1], …; always finite.
   *
   * @throws ConfigError if it is in seconds and the series has no frame rate
   */
  compute(run: Run, into: Float64Array, at: number): void;
}

/** An entry of the registry: one functional, or a family of them. */
export interface FunctionalDefinition<I extends string = string> {
  readonly kind: "functional";
  /** File name = registry id. */
  readonly id: I;
  /** One line; what it gives where a series does not have it. */
  readonly summary: string;
  /** Reference implementation, or a textbook's formula. */
  readonly source: string;
  /** What words it answers to, for people: "mean", "p0 to p100". */
  readonly words: string;
  /** The functional of this word, or undefined if the word is not one of its own. */
  parse(word: string): Functional | undefined;
}

type Single<I extends string> = Pick<FunctionalDefinition<I>, "id" | "summary" | "source"> &
  Pick<Functional, "units" | "compute"> &
  Partial<Pick<Functional, "names" | "of">>;

/** A definition of one functional, whose word is its id. */
export function defineFunctional<const I extends string>({
  id,
  summary,
  source,
  names,
  of = "values",
  units,
  compute,
}: Single<I>): FunctionalDefinition<I> {
  const functional = { word: id, names: names ?? [id.replaceAll("-", "_")], of, units, compute };
  return defineFamily({
    id,
    summary,
    source,
    words: id,
    parse: (word) => (word === id ? functional : undefined),
  });
}

/** A definition of functionals that are told apart by their words, such as percentiles of any rank. */
export function defineFamily<const I extends string>(
  family: Omit<FunctionalDefinition<I>, "kind">,
): FunctionalDefinition<I> {
  return { kind: "functional", ...family };
}

/** The number has the unit of the series. */
export const sameUnit = (unit: string | null): [string | null] => [unit];

/** The number has no unit. */
export const noUnit = (): [null] => [null];

/** The unit over another: "dB/frame". */
export function unitPer(unit: string | null, per: string): string {
  return `${unit ?? "1"}/${per}`;
}
