import { runNames } from "../../../src/report/run-names.ts";
import type { RunRow } from "../../../src/studio/answers.ts";

/** What runs are called beside each other, by where they are: of one name, their folders tell them apart. */
export function namesByPlace(
  runs: readonly Pick<RunRow, "at" | "name">[],
): (run: Pick<RunRow, "at" | "name">) => string {
  const all = [...new Map(runs.map((run) => [run.at, run])).values()];
  const names = runNames(all.map(({ at, name }) => ({ path: at, name })));
  const byPlace = new Map(all.map(({ at }, i) => [at, names[i]]));
  return ({ at, name }) => byPlace.get(at) ?? name;
}

/** An experiment's text without the name that it was run by: the file that it is written to names it. */
export function withoutName(yaml: string): string {
  return yaml.replace(/^name:.*\n/m, "");
}
