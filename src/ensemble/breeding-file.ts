/** Breeding as data: what `prosodia ensemble breed --json` prints, and what tables are made of. */
import { z } from "zod";
import type { Individual } from "./breed.ts";
import { breedOptions } from "./breed-options.ts";
import type { Breeding } from "./breeding.ts";
import { RULES } from "./rules.ts";

const shares = z.object({ accuracy: z.number(), uar: z.number() });
const measured = z.object({ inside: shares, outside: shares, gap: shares });

/** What is read back; a file holds the history and the family, too. */
export const breedingFile = z.object({
  options: breedOptions,
  clips: z.int(),
  folds: z.object({ count: z.int(), dealt: z.boolean() }),
  members: z.array(shares.extend({ name: z.string(), doubt: z.string().nullable() })),
  bred: z.object({
    tried: z.int(),
    combination: z.object({
      rule: z.enum(RULES),
      weights: z.array(z.int()),
      tieBreakers: z.array(z.int()),
    }),
  }),
  seeds: z.array(measured.extend({ seed: z.int() })),
  rivals: z.array(
    measured.extend({
      id: z.string(),
      name: z.string(),
      test: z.object({ onlyA: z.int(), onlyB: z.int(), pValue: z.number() }),
    }),
  ),
});

export type BreedingFile = z.output<typeof breedingFile>;

/** Plain data of a breeding. */
export function breedingData({ bred, ...rest }: Breeding) {
  const plain = (one: Individual) => ({ ...one, weights: [...one.weights] });
  return {
    ...rest,
    bred: { ...bred, champion: plain(bred.champion), pedigree: bred.pedigree.map(plain) },
  };
}
