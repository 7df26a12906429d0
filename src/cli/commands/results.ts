/** `prosodia results`: tables over the scores of many runs. */
import { type Command, Option } from "commander";
import type { ResultsOptions } from "../actions/results.ts";
import { parseCount } from "../count.ts";
import { RESULTS_BEGIN, RESULTS_END } from "../results-place.ts";

export function addResultsCommand(program: Command): void {
  program
    .command("results <place...>")
    .description(
      "tables over all *.scores.json of folders, or scores.json of the runs in them, or over such files",
    )
    .option("--write <file.md>", `put them between ${RESULTS_BEGIN} and ${RESULTS_END} in a document`)
    .option(
      "--best <n>",
      "a summary: of each corpus the n systems that are best for new speakers, for known ones, and under random folds; and what a leak adds",
      parseCount,
    )
    .addOption(
      new Option(
        "--draws",
        "over runs of one experiment with other seeds, whose sides were drawn again: each system's mean, standard deviation, lowest and highest",
      ).conflicts("best"),
    )
    .action(async (places: string[], options: ResultsOptions) =>
      (await import("../actions/results.ts")).results(places, options),
    );
}
