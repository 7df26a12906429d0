/** `prosodia ensemble`: several recognisers as one. */
import { dirname, extname, relative, resolve } from "node:path";
import pc from "picocolors";
import { stringify } from "yaml";
import { counted } from "../../base/counted.ts";
import { parseParams } from "../../base/params.ts";
import { judge } from "../../dataset/judge.ts";
import { formatPredictions } from "../../dataset/predictions-csv.ts";
import { breedOptions } from "../../ensemble/breed-options.ts";
import { type Breeding, breedMembers, meanOf, verdictOf } from "../../ensemble/breeding.ts";
import { breedingData } from "../../ensemble/breeding-file.ts";
import type { Combination } from "../../ensemble/combine.ts";
import { type Diversity, diversityOf } from "../../ensemble/diversity-of.ts";
import type { Members } from "../../ensemble/members.ts";
import { percent } from "../../ensemble/page.ts";
import { RULE_NAMES } from "../../ensemble/rules.ts";
import { type EnsembleScores, scoreEnsemble } from "../../ensemble/score.ts";
import { combinationOf, combinationSchema } from "../../ensemble/spec.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import { readEnsemble, readMembers } from "../../experiment/folder/read-members.ts";
import type { Assignments } from "../assignment.ts";
import { requireEnding } from "../endings.ts";
import { printLines } from "../lines.ts";
import { formatColumns, printJson } from "../print.ts";
import { createProgress } from "../progress.ts";

export interface ScoreOptions {
  readonly rule: string;
  readonly weight?: Assignments;
  readonly tieBreaker?: readonly string[];
  readonly out?: string;
  readonly predictions?: string;
  readonly json?: boolean;
}

export async function score(paths: readonly string[], options: ScoreOptions): Promise<void> {
  const { out, predictions: csv } = options;
  requireEnding("--out", out, ".yaml");
  requireEnding("--predictions", csv, ".csv");
  const { members, combination, name } = await ensembleOf(paths, options);
  const { scores, combined } = scoreEnsemble(name, members, combination);
  if (out !== undefined) await atomicWrite(out, ensembleFile(out, paths, members, combination));
  if (csv !== undefined) {
    const truth = new Map(
      members.clipIds.flatMap((id, i) =>
        members.truth[i] < 0 ? [] : [[id, members.labels[members.truth[i]]]],
      ),
    );
    await atomicWrite(csv, formatPredictions(judge(combined, truth)));
  }
  if (options.json === true) printJson(scores);
  else printLines(...describeScores(scores, members.notes));
}

/** Members and how they are combined: as an ensemble's file says it, if that is all there is, or as the options do. */
async function ensembleOf(
  paths: readonly string[],
  { rule, weight = {}, tieBreaker = [] }: ScoreOptions,
): Promise<{ members: Members; combination: Combination; name: string }> {
  const plain = rule === "votes" && Object.keys(weight).length === 0 && tieBreaker.length === 0;
  if (plain && paths.length === 1 && extname(paths[0]) === ".yaml") {
    const { spec, members } = await readEnsemble(paths[0]);
    return { members, combination: combinationOf(paths[0], members, spec), name: spec.name ?? paths[0] };
  }
  const asked = parseParams("ensemble", combinationSchema, {
    rule,
    weights: weight,
    tieBreakers: tieBreaker,
  });
  const members = await readMembers(paths);
  return { members, combination: combinationOf("ensemble", members, asked), name: "ensemble" };
}

/** The text of an ensemble's file, whose members are relative to it. */
function ensembleFile(
  out: string,
  paths: readonly string[],
  { members }: Members,
  { rule, weights, tieBreakers }: Combination,
): string {
  const folder = dirname(resolve(out));
  return stringify({
    rule,
    members: paths.map((path) => relative(folder, resolve(path))),
    weights: Object.fromEntries(
      members.flatMap(({ name }, i) => (weights[i] === 1 ? [] : [[name, weights[i]]])),
    ),
    tieBreakers: tieBreakers.map((i) => members[i].name),
  });
}

function describeScores(
  { name, rule, members, ensemble, rates, ...rest }: EnsembleScores,
  notes: readonly string[],
): string[] {
  const shareOf = (value: number | null): string => (value === null ? "–" : percent(value));
  const rows = [
    ["", "accuracy", "UAR", "counts", "answers as the ensemble"],
    ...members.map((one) => [
      one.name,
      shareOf(one.accuracy),
      shareOf(one.uar),
      String(one.weight),
      percent(one.follows),
    ]),
    [pc.bold(name), shareOf(ensemble.accuracy), shareOf(ensemble.uar), RULE_NAMES[rule], ""],
  ];
  const projected =
    rest.projected === null
      ? []
      : [
          `projected from the members' mean of ${percent(rest.projected.from)}: ${percent(rest.projected.accuracy)} (the report's experimental formula)`,
        ];
  return [
    ...notes.map((note) => `${pc.yellow("note:")} ${note}`),
    ...rest.warnings.map((warning) => `${pc.yellow("warning:")} ${warning}`),
    ...formatColumns(rows),
    `undecided ${percent(rates.undecided)}, easy (more than half of the votes) ${percent(rates.easy)}, barely made it ${percent(rates.barely)}; ${rates.clips} clips`,
    ...projected,
  ];
}

export interface DiversityOptions {
  readonly out?: string;
  readonly json?: boolean;
}

export async function diversity(paths: readonly string[], { out, json }: DiversityOptions): Promise<void> {
  requireEnding("--out", out, ".html");
  const members = await readMembers(paths);
  const found = diversityOf(members);
  if (out !== undefined) {
    const { diversityHtml } = await import("../../ensemble/diversity-html.ts");
    await atomicWrite(out, diversityHtml(found));
  }
  if (json === true) printJson(found);
  else printLines(...describeDiversity(found), ...(out === undefined ? [] : [`Page: ${out}`]));
}

function describeDiversity({ members, pairs, mean, warnings, notes }: Diversity): string[] {
  const number = (value: number | null): string => (value === null ? "–" : value.toFixed(3));
  const rows = pairs.map((pair) => [
    `${members[pair.a].name} · ${members[pair.b].name}`,
    percent(pair.agreement),
    ...[pair.kappa, pair.q, pair.errorCorrelation, pair.doubleFault].map(number),
  ]);
  const means = [
    pc.bold("mean of all pairs"),
    percent(mean.agreement),
    ...[mean.kappa, mean.q, mean.errorCorrelation, mean.doubleFault].map(number),
  ];
  return [
    ...notes.map((note) => `${pc.yellow("note:")} ${note}`),
    ...warnings.map((warning) => `${pc.yellow("warning:")} ${warning}`),
    ...formatColumns([["", "agreement", "kappa", "Q", "error correlation", "double fault"], ...rows, means]),
  ];
}

export interface BreedCommandOptions {
  readonly out?: string;
  readonly save?: string;
  readonly experiment?: string;
  readonly fitness?: string;
  readonly rules?: readonly string[];
  readonly generations?: number;
  readonly patience?: number;
  readonly population?: number;
  readonly maxWeight?: number;
  readonly diversity?: number;
  readonly sizePenalty?: number;
  readonly seed?: number;
  readonly seeds: number;
  readonly json?: boolean;
}

export async function breedCommand(paths: readonly string[], options: BreedCommandOptions): Promise<void> {
  const { out, save, experiment, seeds, json, ...given } = options;
  requireEnding("--out", out, ".html");
  requireEnding("--save", save, ".yaml");
  requireEnding("--experiment", experiment, ".yaml");
  const settings = parseParams("breeding", breedOptions, given);
  const members = await readMembers(paths);
  const progress = createProgress();
  const breeding = breedMembers(members, settings, seeds, (done) =>
    progress.update("Breeding seeds", done, seeds),
  );
  progress.clear();
  const written: string[] = [];
  if (save !== undefined) {
    await atomicWrite(save, ensembleFile(save, paths, members, breeding.bred.combination));
    written.push(`Ensemble: ${save}`);
  }
  if (experiment !== undefined) {
    const { bredExperiment } = await import("../../experiment/config/bred-experiment.ts");
    await atomicWrite(experiment, await bredExperiment(members, settings));
    written.push(`Experiment: ${experiment}`);
  }
  if (out !== undefined) {
    const { breedingHtml } = await import("../../ensemble/breeding-html.ts");
    await atomicWrite(out, await breedingHtml(breeding));
    written.push(`Page: ${out}`);
  }
  if (json === true) printJson(breedingData(breeding));
  else printLines(...describeBreeding(breeding), ...written);
}

function describeBreeding(breeding: Breeding): string[] {
  const { bred, seeds, rivals, members, notes, warnings } = breeding;
  const { weights, rule, tieBreakers } = bred.combination;
  const outside = meanOf(seeds, "outside");
  const inside = meanOf(seeds, "inside");
  const row = (name: string, one: { inside: typeof inside; outside: typeof inside }): string[] => [
    name,
    percent(one.outside.accuracy),
    percent(one.outside.uar),
    percent(one.inside.accuracy),
    (100 * (one.inside.accuracy - one.outside.accuracy)).toFixed(1).replace("-0.0", "0.0"),
  ];
  const chosen = members.flatMap(({ name }, i) => (weights[i] === 0 ? [] : [`${weights[i]} x ${name}`]));
  return [
    ...notes.map((note) => `${pc.yellow("note:")} ${note}`),
    ...warnings.map((warning) => `${pc.yellow("warning:")} ${warning}`),
    ...formatColumns([
      ["", "nested accuracy", "nested UAR", "accuracy inside", "optimism, points"],
      row(pc.bold(`bred, mean of ${counted(seeds.length, "seed")}`), { inside, outside }),
      ...rivals.map((rival) => row(rival.name, rival)),
    ]),
    verdictOf(breeding),
    `Bred on all clips: ${RULE_NAMES[rule]} of ${chosen.join(", ")}${rule === "votes" || rule === "ranked" ? `; ties: ${members[tieBreakers[0]].name}` : ""}.`,
  ];
}
