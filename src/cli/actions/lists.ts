/** `prosodia models list` and its like: what each registry holds. */
import { augmentations } from "../../augment/index.ts";
import { splits } from "../../dataset/split/index.ts";
import { ensembles } from "../../ensemble/index.ts";
import { features } from "../../features/index.ts";
import { models } from "../../models/index.ts";
import { reductions } from "../../reduce/index.ts";
import { formatEntries } from "../print.ts";

const REGISTRIES = { features, models, augmentations, reductions, protocols: splits, ensembles } as const;

export interface ListOptions {
  readonly json?: boolean;
}

export function list(name: keyof typeof REGISTRIES, options: ListOptions): void {
  process.stdout.write(formatEntries(REGISTRIES[name].list, options.json === true));
}
