/** Trees of learners as experiment files say them: read, checked, described, walked. */
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import { didYouMean } from "../base/registry.ts";
import { shortened, shownValue } from "../base/shortened.ts";
import { learners } from "./index.ts";
import { type ChildPlace, type LearnerSpec, learnerSpec, type ParseLearner } from "./learner.ts";

/** Names become file names in the run folder. */
export const nameSchema = z
  .string()
  .regex(
    /^[\w-][\w.-]*$/,
    "expected a name of letters, digits, dots and dashes that does not begin with a dot",
  );

/** An object of a file, whose keys are looked at one by one. */
const mapping = z.record(z.string(), z.unknown());

/**
 * A learner with all that it holds, all defaults filled in. Where a learner is wanted, a file has the name of a learner
 * above, or a learner of its own: `{ id: …, … }`, which without `id` is a recogniser and without `name` is called by its place.
 *
 * @param where - names the place in errors
 * @param name - what it is called if it does not say so
 * @param known - learners that can be named
 * @throws ConfigError that names the place, what was expected and what was given
 */
export function parseLearner(
  where: string,
  name: string,
  raw: unknown,
  known: ReadonlyMap<string, LearnerSpec>,
): LearnerSpec {
  if (typeof raw === "string") {
    const named = known.get(raw);
    if (named !== undefined) return named;
    const names = [...known.keys()];
    const expected =
      names.length === 0 ? "there is none above." : `expected one of those above: ${names.join(", ")}.`;
    throw new ConfigError(
      `${where}: the learner "${shortened(raw)}" is unknown here; ${expected}`,
      didYouMean(raw, names) ?? "A learner that is named stands above the one that holds it.",
    );
  }
  const { id = "recogniser", name: own = name, ...given } = parseMapping(where, "a learner", raw);
  if (typeof id !== "string")
    throw new ConfigError(`${where}.id: expected a learner's id, got ${shownValue(id)}.`);
  const checked = nameSchema.safeParse(own);
  if (!checked.success) {
    throw new ConfigError(`${where}: ${checked.error.issues[0].message}; got ${shownValue(own)}.`);
  }
  const learner = learners.find(id, `${where}.id`);
  const filled = { ...given };
  for (const [key, place] of Object.entries(learner.children)) {
    if (given[key] !== undefined)
      filled[key] = parseChildren(`${where}.${key}`, `${checked.data}.${key}`, given[key], place, known);
  }
  const params = parseParams(where, learner.params, filled);
  const parse: ParseLearner = (place, called, one) => parseLearner(place, called, one, known);
  return { ...(learner.settle?.(where, params, parse) ?? params), id, name: checked.data };
}

function parseChildren(
  where: string,
  name: string,
  raw: unknown,
  place: ChildPlace,
  known: ReadonlyMap<string, LearnerSpec>,
): unknown {
  if (place === "one") return parseLearner(where, name, raw, known);
  if (place === "list") {
    if (!Array.isArray(raw))
      throw new ConfigError(`${where}: expected a list of learners, got ${shownValue(raw)}.`);
    return raw.map((one: unknown, i) => parseLearner(`${where}.${i}`, `${name}.${i}`, one, known));
  }
  return Object.fromEntries(
    Object.entries(parseMapping(where, "learners by name", raw)).map(([key, one]) => [
      key,
      parseLearner(`${where}.${key}`, `${name}.${key}`, one, known),
    ]),
  );
}

function parseMapping(where: string, what: string, raw: unknown): Record<string, unknown> {
  const parsed = mapping.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new ConfigError(`${where}: expected ${what}, got ${shownValue(raw)}.`);
}

/** The learners that one holds directly, in order. */
export function childrenOf(spec: LearnerSpec): LearnerSpec[] {
  return Object.entries(learners.find(spec.id).children).flatMap(([key, place]) => {
    const held = spec[key];
    if (held === undefined) return [];
    const list = place === "one" ? [held] : Object.values(mapping.or(z.array(z.unknown())).parse(held));
    return list.map((one) => learnerSpec.parse(one));
  });
}

/** A tree with every learner changed, children before those that hold them. */
export function mapLearners(spec: LearnerSpec, change: (spec: LearnerSpec) => LearnerSpec): LearnerSpec {
  const again = (one: unknown): LearnerSpec => mapLearners(learnerSpec.parse(one), change);
  const changed = Object.entries(learners.find(spec.id).children).flatMap(
    ([key, place]): [string, unknown][] => {
      const held = spec[key];
      if (held === undefined) return [];
      if (place === "one") return [[key, again(held)]];
      if (place === "list") return [[key, z.array(z.unknown()).parse(held).map(again)]];
      return [
        [
          key,
          Object.fromEntries(Object.entries(mapping.parse(held)).map(([name, one]) => [name, again(one)])),
        ],
      ];
    },
  );
  return change({ ...spec, ...Object.fromEntries(changed) });
}

/** It and all learners that it holds, at any depth, in order; the same one may come twice. */
export function walk(spec: LearnerSpec): LearnerSpec[] {
  return [spec, ...childrenOf(spec).flatMap(walk)];
}

/** The parameters alone, as the learner's own code gets them. */
export function paramsOf({ id, name: _name, ...params }: LearnerSpec): Record<string, unknown> {
  return parseParams(`learner ${id}`, learners.find(id).params, params);
}

/** In one line, for tables. */
export function describeLearner(spec: LearnerSpec): string {
  const described = learners.find(spec.id).describe?.(paramsOf(spec));
  if (described !== undefined) return described;
  return `${spec.id} of ${childrenOf(spec)
    .map(({ name }) => name)
    .join(", ")}`;
}
