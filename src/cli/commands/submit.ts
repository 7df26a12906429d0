/** `prosodia submit`: a validated contest csv. */
import { type Command, InvalidArgumentError } from "commander";
import type { SubmitOptions } from "../actions/submit.ts";

export function addSubmitCommand(program: Command): void {
  program
    .command("submit <run>")
    .description("answer a folder of unlabelled clips with a run's recogniser, as a contest csv")
    .requiredOption("--test <folder>", "the unlabelled clips")
    .requiredOption("-o, --out <file.csv>", "where to write filename,label")
    .option("--rows <n>", "how many rows the contest expects: any other number is an error", parseRows)
    .option("--recogniser <name>", "which one of the run (default: the best measured)")
    .addHelpText(
      "after",
      "\nExample:\n  prosodia submit runs/mine --test ./test -o submission.csv --rows 315",
    )
    .action(async (run: string, options: SubmitOptions) =>
      (await import("../actions/submit.ts")).submit(run, options),
    );
}

function parseRows(text: string): number {
  const rows = Number(text);
  if (Number.isInteger(rows) && rows >= 1) return rows;
  throw new InvalidArgumentError("expected a whole number above 0.");
}
