/** `prosodia submit`: a validated contest csv. */
import type { Command } from "commander";
import type { SubmitOptions } from "../actions/submit.ts";
import { parseCount } from "../count.ts";
import { addWorkOptions } from "../work-options.ts";

export function addSubmitCommand(program: Command): void {
  const command = program
    .command("submit <run>")
    .description("answer a folder of unlabelled clips with a run's recogniser, as a contest csv")
    .option("--test <folder>", "the unlabelled clips")
    .option("--contest <folder>", "a contest (see contest new): its clips, in its form, and into its log")
    .requiredOption("-o, --out <file.csv>", "where to write the answers")
    .option("--rows <n>", "how many rows the contest expects: any other number is an error", parseCount)
    .option(
      "--recogniser <name>",
      "which one of the run (default: that of greatest UAR, of those that need no other clips of a speaker)",
    );
  addWorkOptions(command)
    .addHelpText(
      "after",
      "\nExamples:\n  prosodia submit runs/mine --test ./test -o submission.csv --rows 315" +
        "\n  prosodia submit runs/mine --contest kaggle -o kaggle/mine.csv",
    )
    .action(async (run: string, options: SubmitOptions) =>
      (await import("../actions/submit.ts")).submit(run, options),
    );
}
