/** Spaces of settings: which fields of a learner are varied, between what, and the settings that are tried. */
import { z } from "zod";
import { canonicalJson } from "../../base/digest.ts";
import { ConfigError } from "../../base/errors.ts";
import type { Random } from "../../base/random.ts";

const rangeSchema = z
  .strictObject({
    from: z.number().describe("least value"),
    to: z.number().describe("greatest value"),
    scale: z.enum(["linear", "log"]).default("linear").describe("how values are spread; log for factors"),
    whole: z.boolean().default(false).describe("whether values are whole numbers"),
  })
  .refine(({ from, to }) => from < to, "expected from to be less than to")
  .refine(({ from, scale }) => scale === "linear" || from > 0, "expected from to be above 0 on a log scale");

const dimensionSchema = z.union([z.array(z.json()).min(1).max(1000), rangeSchema]);

export const spaceSchema = z
  .record(z.string().min(1), dimensionSchema)
  .refine((space) => Object.keys(space).length > 0, "expected at least one field to vary");

export type Space = z.output<typeof spaceSchema>;
export type Setting = z.output<ReturnType<typeof z.json>>;

/** Dotted field of a learner -> its value. */
export type Settings = Readonly<Record<string, Setting>>;

/** More would not be a search but a mistake. */
const MAX_TRIALS = 1000;

/**
 * Every combination of the listed values, the last field varying fastest.
 *
 * @param where - begins the error
 * @throws ConfigError if a field has a range instead of values, or there are too many combinations
 */
export function gridOf(where: string, space: Space): Settings[] {
  let all: Settings[] = [{}];
  for (const [field, values] of Object.entries(space)) {
    if (!Array.isArray(values)) {
      throw new ConfigError(`${where}.${field}: a grid needs a list of values; got a range.`, "Take random.");
    }
    if (all.length * values.length > MAX_TRIALS) {
      throw new ConfigError(`${where}: the grid has more than ${MAX_TRIALS} settings.`, "Take random.");
    }
    all = all.flatMap((settings) => values.map((value) => ({ ...settings, [field]: value })));
  }
  return all;
}

/** Different settings, each drawn uniformly (log-uniformly on a log scale); fewer where the space has no more. */
export function drawSettings(space: Space, trials: number, random: Random): Settings[] {
  const drawn = new Map<string, Settings>();
  // a space of few values is exhausted at some point
  for (let attempt = 0; drawn.size < trials && attempt < 20 * trials; attempt++) {
    const settings = Object.fromEntries(
      Object.entries(space).map(([field, dimension]) => [field, drawValue(dimension, random)]),
    );
    drawn.set(canonicalJson(settings), settings);
  }
  return [...drawn.values()];
}

function drawValue(dimension: Space[string], random: Random): Setting {
  if (Array.isArray(dimension)) return dimension[random.integer(dimension.length)];
  const { from, to, scale, whole } = dimension;
  const at = random.uniform();
  const value = scale === "log" ? from * (to / from) ** at : from + (to - from) * at;
  // four digits say enough, and can be typed
  return whole ? Math.round(value) : Number(value.toPrecision(4));
}

/**
 * A learner as files write it, with other values at some of its fields: `model.params.alpha`, `steps.1.params.k`, `model`.
 *
 * @param where - begins the error
 * @throws ConfigError if a field leads nowhere
 */
export function withSettings(
  where: string,
  learner: Readonly<Record<string, unknown>>,
  settings: Settings,
): Record<string, unknown> {
  let changed: Readonly<Record<string, unknown>> = learner;
  for (const [field, value] of Object.entries(settings)) {
    changed = mapping.parse(replaced(`${where}.${field}`, changed, field.split("."), value));
  }
  return { ...changed };
}

const mapping = z.record(z.string(), z.unknown());

function replaced(where: string, at: unknown, [key, ...rest]: readonly string[], value: Setting): unknown {
  if (key === undefined) return value;
  if (Array.isArray(at)) {
    const index = Number(key);
    if (!(index in at)) {
      throw new ConfigError(
        `${where}: there is no item ${key}; expected a number from 0 to ${at.length - 1}.`,
      );
    }
    return at.map((one, i) => (i === index ? replaced(where, one, rest, value) : one));
  }
  const held = mapping.safeParse(at);
  if (!held.success)
    throw new ConfigError(
      `${where}: the learner has no such field: nothing is inside of ${JSON.stringify(at) ?? "nothing"}.`,
    );
  return { ...held.data, [key]: replaced(where, held.data[key], rest, value) };
}
