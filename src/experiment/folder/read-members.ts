/** Reads what may be a member of an ensemble: runs, predictions of one learner, fold sets, outside csv, other ensembles. */
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { ConfigError, messageOf } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";
import { schemaError } from "../../base/params.ts";
import { judge } from "../../dataset/judge.ts";
import { splits } from "../../dataset/split/index.ts";
import { combine } from "../../ensemble/combine.ts";
import { joinMembers, type MemberAnswers, type Members } from "../../ensemble/members.ts";
import { parseOutside } from "../../ensemble/outside-csv.ts";
import { combinationOf, type EnsembleSpec, ensembleSchema } from "../../ensemble/spec.ts";
import { answersOfRun, experimentOfRun, foldsOfRun, isRun } from "./run-folder.ts";

const runSchema = z.looseObject({
  split: z.looseObject({ protocol: z.string() }),
  learners: z.record(z.string(), z.unknown()),
});

/** Files of ensembles that are being read, outermost first: one of them must not come again. */
type Path = readonly string[];

/**
 * The members at some paths, joined.
 *
 * @throws ConfigError that names the path, and what does not agree by its ids
 */
export async function readMembers(paths: readonly string[]): Promise<Members> {
  return joinMembers(await membersAt(paths, []));
}

async function membersAt(paths: readonly string[], within: Path): Promise<MemberAnswers[]> {
  const found = await Promise.all(paths.map((path) => membersOf(path, within)));
  return withDifferentNames(
    found.flatMap((members, i) => members.map((member) => ({ member, folder: folderName(paths[i]) }))),
  );
}

/** Learners of several runs may have one name: they are then called after their runs, too. */
function withDifferentNames(
  found: readonly { readonly member: MemberAnswers; readonly folder: string }[],
): MemberAnswers[] {
  const names = found.map(({ member }) => member.source);
  return found.map(({ member, folder }) =>
    names.filter((name) => name === member.source).length === 1
      ? member
      : { ...member, source: `${folder}/${member.source}` },
  );
}

/** What a run is called: the folder, or that of the predictions of one of its learners. */
function folderName(path: string): string {
  const folder = extname(path) === "" ? resolve(path) : dirname(resolve(path));
  return basename(basename(folder) === "predictions" ? dirname(folder) : folder);
}

async function membersOf(path: string, within: Path): Promise<MemberAnswers[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new ConfigError(`${path}: there is no such run or file.`);
  if (found.isDirectory()) {
    return (await isRun(path)) ? membersOfRun(path) : [await foldSet(path)];
  }
  const ending = extname(path).toLowerCase();
  if (ending === ".yaml" || ending === ".yml") return [await ensembleAt(path, within)];
  if (ending !== ".csv") {
    throw new ConfigError(
      `${path}: expected a run folder, a csv of predictions or the .yaml of an ensemble.`,
    );
  }
  const run = dirname(dirname(resolve(path)));
  if (basename(dirname(resolve(path))) === "predictions" && (await isRun(run))) {
    return [await memberOfRun(run, basename(path, ".csv"), await readRun(run))];
  }
  return [parseOutside(basename(path, extname(path)), await readText(path))];
}

interface Run {
  readonly names: readonly string[];
  readonly foldOf: ReadonlyMap<string, string>;
  readonly leaks: boolean;
}

async function readRun(folder: string): Promise<Run> {
  const { learners, split } = await experimentOfRun(folder, runSchema);
  const folds = await foldsOfRun(folder);
  return {
    names: Object.keys(learners),
    foldOf: new Map(folds.flatMap(({ name, test }) => test.map((id) => [id, name]))),
    leaks: splits.find(split.protocol, `${folder}: split.protocol`).leaky,
  };
}

async function membersOfRun(folder: string): Promise<MemberAnswers[]> {
  const run = await readRun(folder);
  return Promise.all(run.names.map((name) => memberOfRun(folder, name, run)));
}

async function memberOfRun(folder: string, name: string, run: Run): Promise<MemberAnswers> {
  return {
    ...(await answersOfRun(folder, name)),
    kind: "learner",
    votesOnly: false,
    foldOf: run.foldOf,
    measured: { run: folder, learner: name },
    ...(run.leaks ? { doubt: "copies of one clip were on both sides of its folds" } : {}),
  };
}

/** A folder of csv files, one per fold: every file's clips were unknown to the model that answered them. */
async function foldSet(folder: string): Promise<MemberAnswers> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".csv")).toSorted();
  if (names.length === 0) {
    throw new ConfigError(
      `${folder}: expected a run (with experiment.json) or a csv of predictions per fold, got neither.`,
    );
  }
  const folds = await Promise.all(
    names.map(async (name) => parseOutside(name, await readText(join(folder, name)))),
  );
  const source = basename(resolve(folder));
  const joined = folds.flatMap(({ clipIds }, fold) => clipIds.map((id) => ({ id, fold: names[fold] })));
  const foldOf = new Map(joined.map(({ id, fold }) => [id, fold]));
  const again = joined.find(({ id, fold }) => foldOf.get(id) !== fold);
  if (again !== undefined) {
    throw new ConfigError(
      `${folder}: the clip ${again.id} is in ${again.fold} and in ${foldOf.get(again.id)}; expected every clip in one fold.`,
    );
  }
  return { ...concatenated(source, folds), foldOf };
}

/** Answers of folds as one table, in the labels of the first. */
function concatenated(source: string, folds: readonly MemberAnswers[]): Omit<MemberAnswers, "foldOf"> {
  const labels = [...new Set(folds.flatMap((fold) => fold.labels))];
  const short = folds.find((fold) => !fold.votesOnly && fold.labels.length < labels.length);
  if (short !== undefined) {
    throw new ConfigError(
      `${source}: ${short.source}: expected the labels ${labels.join(", ")}, got ${short.labels.join(", ")}.`,
    );
  }
  const k = labels.length;
  const clipIds = folds.flatMap((fold) => fold.clipIds);
  const predicted = new Int32Array(clipIds.length);
  const truth = new Int32Array(clipIds.length);
  const probabilities = new Float32Array(clipIds.length * k);
  let row = 0;
  for (const fold of folds) {
    const place = fold.labels.map((label) => labels.indexOf(label));
    for (let i = 0; i < fold.clipIds.length; i++, row++) {
      predicted[row] = place[fold.predicted[i]];
      truth[row] = fold.truth[i] < 0 ? -1 : place[fold.truth[i]];
      place.forEach((to, from) => {
        probabilities[row * k + to] = fold.probabilities[i * place.length + from];
      });
    }
  }
  const votesOnly = folds.every((fold) => fold.votesOnly);
  return { source, labels, clipIds, predicted, truth, probabilities, kind: "outside", votesOnly };
}

/** @throws ConfigError if the ensemble contains itself */
async function ensembleAt(path: string, within: Path): Promise<MemberAnswers> {
  const own = resolve(path);
  if (within.includes(own)) {
    const circle = [...within.slice(within.indexOf(own)), own].map((one) => basename(one));
    throw new ConfigError(`${path}: the ensemble contains itself: ${circle.join(" -> ")}.`);
  }
  const { spec, members } = await readEnsemble(path, within);
  const name = spec.name ?? basename(path, extname(path));
  const combined = combine(
    name,
    members.members.map(({ predictions }) => predictions),
    combinationOf(path, members, spec),
  );
  const truth = new Map(
    members.clipIds.flatMap((id, i) =>
      members.truth[i] < 0 ? [] : [[id, members.labels[members.truth[i]]]],
    ),
  );
  const doubted = members.members.filter(({ doubt }) => doubt !== null).map((member) => member.name);
  const { folds } = members;
  return {
    ...judge(combined, truth),
    kind: "ensemble",
    votesOnly: spec.rule === "votes" && members.members.every(({ votesOnly }) => votesOnly),
    foldOf: folds === null ? null : new Map(members.clipIds.map((id, i) => [id, folds.names[folds.of[i]]])),
    ...(doubted.length === 0 ? {} : { doubt: `its members ${doubted.join(", ")} are not trusted` }),
  };
}

/**
 * An ensemble's file, and its members.
 *
 * @throws ConfigError that names the file and the key
 */
export async function readEnsemble(
  path: string,
  within: Path = [],
): Promise<{ spec: EnsembleSpec; members: Members }> {
  const text = await readText(path);
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    throw new ConfigError(`${path}: the file is not YAML (${messageOf(error)}).`);
  }
  const parsed = ensembleSchema.safeParse(raw);
  if (!parsed.success) throw schemaError(path, parsed.error, raw, ensembleSchema);
  const folder = dirname(resolve(path));
  const paths = parsed.data.members.map((member) => resolve(folder, member));
  return { spec: parsed.data, members: joinMembers(await membersAt(paths, [...within, resolve(path)])) };
}

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (error) {
    throw new ConfigError(`${path}: the file cannot be read (${fileTrouble(error)}).`);
  }
}
