/** `prosodia corpus`: what a corpus holds, and what is wrong with it. */
import type { Command } from "commander";
import type { InspectOptions } from "../actions/corpus.ts";

export function addCorpusCommands(program: Command): void {
  const group = program
    .command("corpus")
    .description("corpora of labelled clips: inspect one, list the readers");
  group
    .command("inspect <path>")
    .description("counts, durations, rates, levels, identical clips, unreadable files")
    .option("--reader <id>", "how to read it (default: found by its layout)")
    .option("--json", "as one JSON object")
    .addHelpText(
      "after",
      "\nExamples:\n  prosodia corpus inspect ./ravdess\n  prosodia corpus inspect clips.csv --json",
    )
    .action(async (path: string, options: InspectOptions) =>
      (await import("../actions/corpus.ts")).inspect(path, options),
    );
  group
    .command("list")
    .description("the corpus readers and the layouts they expect")
    .option("--json", "as a JSON array")
    .action(async (options: { json?: boolean }) =>
      (await import("../actions/corpus.ts")).listReaders(options),
    );
}
