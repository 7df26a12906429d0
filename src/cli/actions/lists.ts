/** `prosodia models list` and its like: what each registry holds. */
import pc from "picocolors";
import { augmentations } from "../../augment/index.ts";
import { corpora } from "../../corpus/index.ts";
import { splits } from "../../dataset/split/index.ts";
import { features } from "../../features/index.ts";
import { learners } from "../../learners/index.ts";
import { models } from "../../models/index.ts";
import { regressors } from "../../regressors/index.ts";
import { steps } from "../../steps/index.ts";
import { printLines } from "../lines.ts";
import { describeEntries, formatColumns, formatEntry, printJson } from "../print.ts";

const REGISTRIES = {
  features,
  models,
  regressors,
  augmentations,
  steps,
  protocols: splits,
  learners,
} as const;

/** Of a registry, or of none. */
export function entriesOf(name: string): readonly { readonly id: string; readonly summary: string }[] {
  return Object.entries({ ...REGISTRIES, corpora }).find(([known]) => known === name)?.[1].list ?? [];
}

export type RegistryName = keyof typeof REGISTRIES;

export interface ListOptions {
  readonly json?: boolean;
}

/**
 * @param id - one of them; all if it is left out
 * @throws ConfigError if there is none of that id
 */
export function list(name: RegistryName, id: string | undefined, options: ListOptions): void {
  const { list: entries, find } = REGISTRIES[name];
  if (options.json === true) printJson(describeEntries(id === undefined ? entries : [find(id)]));
  else if (id !== undefined) printLines(...formatEntry(find(id)));
  else {
    // on a terminal, a line each
    const { columns = Number.POSITIVE_INFINITY } = process.stdout;
    printLines(
      ...formatColumns(entries.map((entry) => [entry.id, entry.summary])).map((line) => cut(line, columns)),
      pc.dim(`prosodia ${name} list ${entries[0].id} shows one of them with its parameters.`),
    );
  }
}

function cut(line: string, columns: number): string {
  return line.length > columns ? `${line.slice(0, columns - 1)}…` : line;
}
