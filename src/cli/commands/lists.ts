/** `prosodia models list` and its like: what each registry holds. */
import type { Command } from "commander";
import { augmentations } from "../../augment/index.ts";
import { splits } from "../../dataset/split/index.ts";
import { ensembles } from "../../ensemble/index.ts";
import { models } from "../../models/index.ts";
import { reductions } from "../../reduce/index.ts";
import { formatEntries } from "../print.ts";

const LISTS = [
  { name: "models", entries: models.list, summary: "models that can be fitted" },
  { name: "augmentations", entries: augmentations.list, summary: "changed copies of training clips" },
  { name: "reductions", entries: reductions.list, summary: "fitted stages between features and model" },
  { name: "protocols", entries: splits.list, summary: "ways to split clips into folds" },
  { name: "ensembles", entries: ensembles.list, summary: "ways to combine recognisers" },
] as const;

export function addListCommands(program: Command): void {
  for (const { name, entries, summary } of LISTS) {
    program
      .command(name)
      .description(summary)
      .command("list", { isDefault: true })
      .description(`every one, with its parameters`)
      .option("--json", "as a JSON array")
      .action((options: { json?: boolean }) => {
        process.stdout.write(formatEntries(entries, options.json === true));
      });
  }
}
