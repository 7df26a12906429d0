/** Settings of breeding, with their defaults. */
import { z } from "zod";
import { FITNESSES } from "./fitness.ts";
import { RULES } from "./rules.ts";

export const breedOptions = z.strictObject({
  fitness: z
    .enum(FITNESSES)
    .default("nll")
    .describe(
      "what is bred for; nll (of probabilities as sharp as they should be) is steadier than shares of right answers",
    ),
  rules: z
    .array(z.enum(RULES))
    .min(1)
    .default([...RULES])
    .describe("rules that may be tried"),
  generations: z.int().min(1).max(10_000).default(200).describe("how long at most"),
  patience: z
    .int()
    .min(1)
    .max(10_000)
    .default(40)
    .describe("ends after so many generations without a better ensemble"),
  population: z.int().min(4).max(1000).default(60).describe("ensembles in a generation"),
  maxWeight: z.int().min(1).max(100).default(6).describe("the most that a member may count"),
  diversity: z
    .number()
    .min(0)
    .max(10)
    .default(0.02)
    .describe("added times the mean share of clips on which two of the members differ"),
  sizePenalty: z.number().min(0).max(1).default(0.0005).describe("what every member costs"),
  seed: z.int().min(0).default(1).describe("of founders, crossover and mutation"),
});

export type BreedOptions = Readonly<z.output<typeof breedOptions>>;
