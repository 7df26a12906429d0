/** `prosodia card`: what a recogniser is, for people. */
import type { Command } from "commander";
import type { CardOptions } from "../actions/card.ts";
import { addWord } from "../assignment.ts";

export function addCardCommand(program: Command): void {
  program
    .command("card [model]")
    .description(
      "a recogniser's model card: data, scores, licence, what it is for and what not, out of its own file (default: the ready-made one)",
    )
    .option("--check <file.json>", "how it behaves: what check --json printed of the same recogniser")
    .option("-o, --out <file.md>", "where to write it (default: standard output)")
    .option("--plugin <file>", "a module that the recogniser's features come from; once per file", addWord)
    .addHelpText(
      "after",
      "\nExample:\n  prosodia check svm.onnx --corpus ./emodb --json > check.json\n  prosodia card svm.onnx --check check.json -o CARD.md",
    )
    .action(async (model: string | undefined, options: CardOptions) =>
      (await import("../actions/card.ts")).card(model, options),
    );
}
