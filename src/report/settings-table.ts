/** How the experiments of several runs differ: one row per setting that is not the same in all. */
import { z } from "zod";
import { canonicalJson } from "../base/digest.ts";

export interface SettingRow {
  /** Dotted, as `train --set` takes it. */
  readonly key: string;
  /** [run], as JSON; null where the run does not have it. */
  readonly values: readonly (string | null)[];
}

const mapping = z.record(z.string(), z.unknown());

/** Says nothing that its key or its run's name does not say. */
const SILENT = /(^|\.)name$/;

/**
 * The settings that differ, in the order of the first experiment that has them. Where different kinds of a thing stand in one
 * place (models, learners, a learner that one run lacks), its id says so, and the rest of what cannot be compared is left out. A
 * learner inside of another one that is a learner of its own above is its name: no difference is told twice.
 *
 * @param experiments - experiment files as data, learners by name
 */
export function differingSettings(experiments: readonly unknown[]): SettingRow[] {
  return differing(experiments.map(withNames), "");
}

function differing(values: readonly unknown[], path: string): SettingRow[] {
  if (SILENT.test(path) || new Set(values.map((value) => canonicalJson(value))).size === 1) return [];
  const ids = values.map((value) => mapping.safeParse(value).data?.id);
  if (path !== "" && new Set(ids).size > 1) return [rowOf(`${path}.id`, ids)];
  if (values.some((value) => value !== undefined && isLeaf(value))) return [rowOf(path, values)];
  const all = values.map((value) => new Map(Object.entries(Object(value))));
  const keys = new Set(all.flatMap((one) => [...one.keys()]));
  return [...keys].flatMap((key) =>
    differing(
      all.map((one): unknown => one.get(key)),
      path === "" ? key : `${path}.${key}`,
    ),
  );
}

function rowOf(key: string, values: readonly unknown[]): SettingRow {
  return { key, values: values.map((value) => (value === undefined ? null : JSON.stringify(value))) };
}

/** What one setting is in each experiment, as JSON; null where it is not there. */
export function settingOf(experiments: readonly unknown[], key: string): (string | null)[] {
  return experiments.map((experiment) => flatten(experiment).get(key) ?? null);
}

function learnersOf(experiment: unknown): Record<string, unknown> {
  return mapping.safeParse(mapping.safeParse(experiment).data?.learners).data ?? {};
}

/** Learners inside of others as names, where they are learners of their own. */
function withNames(experiment: unknown): unknown {
  const learners = learnersOf(experiment);
  const nameOf = new Map(Object.entries(learners).map(([name, spec]) => [canonicalJson(spec), name]));
  const named = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    const name = nameOf.get(canonicalJson(value));
    if (name !== undefined) return name;
    return inside(value);
  };
  const inside = (value: object): unknown =>
    Array.isArray(value)
      ? value.map(named)
      : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, named(one)]));
  const whole = mapping.safeParse(experiment).data ?? {};
  return {
    ...whole,
    learners: Object.fromEntries(
      Object.entries(learners).map(([name, spec]) => [name, inside(mapping.safeParse(spec).data ?? {})]),
    ),
  };
}

/** Dotted keys and JSON values. */
function flatten(value: unknown, path = "", into = new Map<string, string>()): Map<string, string> {
  if (!isLeaf(value)) {
    for (const [key, one] of Object.entries(Object(value))) {
      flatten(one, path === "" ? key : `${path}.${key}`, into);
    }
  } else if (value !== undefined) into.set(path, JSON.stringify(value));
  return into;
}

/** Lists of plain values are values. */
function isLeaf(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return true;
  return Array.isArray(value) && value.every((one) => typeof one !== "object" || one === null);
}
