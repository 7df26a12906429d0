/** `prosodia check`: how a recogniser behaves. */
import type { Command } from "commander";
import type { CheckOptions } from "../actions/check.ts";
import { addWord } from "../assignment.ts";
import { parseCount } from "../count.ts";
import { addWorkOptions } from "../work-options.ts";

export function addCheckCommand(program: Command): void {
  const command = program
    .command("check [model]")
    .description(
      "how a recogniser behaves on a corpus: changed recordings, right answers, sexes and speakers, probabilities; each number with its threshold",
    )
    .requiredOption(
      "--corpus <path>",
      "clips to check by, with or without labels, that it was not trained on",
    )
    .option("--reader <id>", "how to read the corpus (default: found by its layout)")
    .option(
      "--clips <n>",
      "a sample of so many clips; every clip is answered 16 times (default: all)",
      parseCount,
    )
    .option("-o, --out <file.html>", "also as a page, with a picture")
    .option("--strict", "fail (exit 1) if a check fails")
    .option("--plugin <file>", "a module that the recogniser's features come from; once per file", addWord);
  addWorkOptions(command)
    .option("--json", "print the checks as JSON")
    .addHelpText(
      "after",
      `
Without a model, the ready-made one is checked. Labels of another corpus are matched by their meaning (anger and angry), and
only those that both have are scored.

Examples:
  prosodia check --corpus ./my-clips -o check.html
  prosodia check runs/mine/recognisers/svm.onnx --corpus ./emodb --json --strict > check.json`,
    )
    .action(async (model: string | undefined, options: CheckOptions) =>
      (await import("../actions/check.ts")).check(model, options),
    );
}
