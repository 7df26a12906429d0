/** `prosodia models list` and its like: what each registry holds. */
import { augmentations } from "../../augment/index.ts";
import { splits } from "../../dataset/split/index.ts";
import { features } from "../../features/index.ts";
import { learners } from "../../learners/index.ts";
import { models } from "../../models/index.ts";
import { steps } from "../../steps/index.ts";
import { printLines } from "../lines.ts";
import { describeEntries, formatEntries, printJson } from "../print.ts";

const REGISTRIES = { features, models, augmentations, steps, protocols: splits, learners } as const;

export interface ListOptions {
  readonly json?: boolean;
}

export function list(name: keyof typeof REGISTRIES, options: ListOptions): void {
  const { list: entries } = REGISTRIES[name];
  if (options.json === true) printJson(describeEntries(entries));
  else printLines(...formatEntries(entries));
}
