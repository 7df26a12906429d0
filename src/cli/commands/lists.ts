/** `prosodia models list` and its like: what each registry holds. */
import type { Command } from "commander";
import type { ListOptions, RegistryName } from "../actions/lists.ts";

const LISTS = [
  { name: "models", summary: "models that can be fitted" },
  { name: "regressors", summary: "models of numbers, for estimators" },
  { name: "augmentations", summary: "changed copies of training clips" },
  { name: "steps", summary: "fitted stages between features and model" },
  { name: "protocols", summary: "ways to split clips into folds" },
  { name: "learners", summary: "what is fitted: recognisers, votes, stacks, routes, …" },
] as const;

export function addListCommands(program: Command): void {
  for (const { name, summary } of LISTS) addListCommand(program.command(name).description(summary), name);
}

export function addListCommand(group: Command, name: RegistryName): void {
  group
    .command("list [id]", { isDefault: name !== "features" })
    .description("all of them, a line each; or one of them with its parameters")
    .option("--json", "as a JSON array, with parameters")
    .action(async (id: string | undefined, options: ListOptions) =>
      (await import("../actions/lists.ts")).list(name, id, options),
    );
}
