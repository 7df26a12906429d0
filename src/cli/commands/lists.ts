/** `prosodia models list` and its like: what each registry holds. */
import type { Command } from "commander";
import type { ListOptions } from "../actions/lists.ts";

const LISTS = [
  { name: "models", summary: "models that can be fitted" },
  { name: "augmentations", summary: "changed copies of training clips" },
  { name: "steps", summary: "fitted stages between features and model" },
  { name: "protocols", summary: "ways to split clips into folds" },
  { name: "learners", summary: "what is fitted: recognisers, votes, stacks, routes, …" },
] as const;

export function addListCommands(program: Command): void {
  for (const { name, summary } of LISTS) {
    program
      .command(name)
      .description(summary)
      .command("list", { isDefault: true })
      .description(`every one, with its parameters`)
      .option("--json", "as a JSON array")
      .action(async (options: ListOptions) => (await import("../actions/lists.ts")).list(name, options));
  }
}
