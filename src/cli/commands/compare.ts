/** `prosodia compare`: runs side by side. */
import type { Command } from "commander";
import type { CompareCommandOptions } from "../actions/compare.ts";

export function addCompareCommand(program: Command): void {
  program
    .command("compare <run...>")
    .description(
      "runs side by side: scores, tests on the same clips, where they differ, and how their experiments do",
    )
    .option(
      "--by <key>",
      "also by a column of the clips (label, speaker, sex, …), or beside a setting: learners.svm.model.params.C",
    )
    .option("-o, --out <file.html>", "a page on which the clips can be heard")
    .option(
      "--embed-audio",
      "put their sound into the page (up to 20 MB), so that it can be sent; links otherwise",
    )
    .option("--json", "print everything as JSON")
    .addHelpText(
      "after",
      `
The first run is compared with each of the others: the best learner of both, and learners of the same name.

Examples:
  prosodia compare runs/plain runs/augmented -o difference.html
  prosodia compare runs/c-1 runs/c-10 runs/c-100 --by learners.svm.model.params.C`,
    )
    .action(async (runs: string[], options: CompareCommandOptions) =>
      (await import("../actions/compare.ts")).compare(runs, options),
    );
}
