/** Systems of several runs that have one name, made tellable: tables never merge what two runs measured. */

import { canonicalJson } from "../base/digest.ts";
import { settingText } from "./compare-runs-words.ts";
import { protocolOf } from "./results-table.ts";
import { runNames } from "./run-names.ts";
import type { ScoresFile } from "./scores-file.ts";
import { differingSettings, type SettingRow } from "./settings-table.ts";

export interface MeasuredRun {
  /** Where its scores lie, for telling it from runs of the same name. */
  readonly path: string;
  readonly scores: ScoresFile;
  /** The experiment file as data; undefined where it does not lie beside the scores. */
  readonly experiment: unknown;
}

/** Settings that are told of a system; the comparison of its runs has all. */
const MOST_TOLD = 3;

/**
 * The scores of the runs. Where systems of several runs are alike in name, description, corpus and protocol, each says in its
 * description which run it is of, and which settings make it another. The same one measured again, with equal scores, is one.
 */
export function namedApart(runs: readonly MeasuredRun[]): ScoresFile[] {
  const names = runNames(runs.map(({ path, scores }) => ({ path, name: scores.name })));
  const keyOf = (file: ScoresFile, { name, description }: ScoresFile["recognisers"][number]): string =>
    JSON.stringify([file.corpus, file.target, protocolOf(file), name, description]);
  const alike = new Map<string, MeasuredRun[]>();
  for (const run of runs) {
    for (const one of run.scores.recognisers) {
      const key = keyOf(run.scores, one);
      alike.set(key, [...(alike.get(key) ?? []), run]);
    }
  }
  return runs.map((run, i) => ({
    ...run.scores,
    recognisers: run.scores.recognisers.map((one) => {
      const rivals = alike.get(keyOf(run.scores, one)) ?? [];
      if (rivals.length < 2) return one;
      const settings = toldSettings(rivals, one.name);
      if (settings.length === 0 && haveSameScores(rivals, one.name)) return one;
      const told = settings.map(({ key, values }) => `${key} = ${settingText(values[rivals.indexOf(run)])}`);
      return { ...one, description: `${one.description} [${[names[i], ...told].join("; ")}]` };
    }),
  }));
}

/** The same system measured again. */
function haveSameScores(rivals: readonly MeasuredRun[], learner: string): boolean {
  const all = rivals.map(({ scores }) =>
    canonicalJson(scores.recognisers.find(({ name }) => name === learner)?.scores),
  );
  return new Set(all).size === 1;
}

/** The settings of the learner itself that differ; where there are none, any others. */
function toldSettings(rivals: readonly MeasuredRun[], learner: string): SettingRow[] {
  if (rivals.some(({ experiment }) => experiment === undefined)) return [];
  const settings = differingSettings(rivals.map(({ experiment }) => experiment));
  const own = settings.filter(({ key }) => key.startsWith(`learners.${learner}.`));
  const shown = own.length > 0 ? own : settings;
  return shown
    .slice(0, MOST_TOLD)
    .map(({ key, values }) => ({ key: key.replace(`learners.${learner}.`, ""), values }));
}
