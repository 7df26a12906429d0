/** A table over runs that drew their sides again: how much one split can prove. */
import { ConfigError } from "../base/errors.ts";
import { withKnown } from "./marks.ts";
import { byGroup, protocolOf, scoreOf, systemKey, tableText, told } from "./results-table.ts";
import type { ScoresFile } from "./scores-file.ts";
import { percent, percentInterval } from "./words.ts";

type Recogniser = ScoresFile["recognisers"][number];

interface Drawn {
  readonly name: string;
  readonly corpus: string;
  readonly protocol: string;
  /** Seed -> scores. */
  readonly bySeed: Map<number, Recogniser>;
}

/**
 * Markdown: one row per system and protocol, over runs of the same experiment with other seeds: mean, standard deviation (n - 1), lowest
 * and highest. Best mean UAR first.
 *
 * @throws ConfigError if a system has one run only, or two of one seed
 */
export function renderDrawsTable(files: readonly ScoresFile[]): string {
  return byGroup(files, drawsTable);
}

function drawsTable(files: readonly ScoresFile[]): string {
  const systems = new Map<string, Drawn>();
  for (const file of files) {
    for (const one of file.recognisers) {
      const protocol = protocolOf(file);
      const key = JSON.stringify([systemKey(file, one), protocol]);
      const name = `${told(file)}${one.name}: ${withKnown(one.description, one)}`;
      const drawn = systems.get(key) ?? { name, corpus: file.corpus, protocol, bySeed: new Map() };
      if (drawn.bySeed.has(file.seed)) {
        throw new ConfigError(
          `${file.name}: ${one.name} was measured twice with seed ${file.seed}; expected another seed for every run.`,
        );
      }
      drawn.bySeed.set(file.seed, one);
      systems.set(key, drawn);
    }
  }
  const rows = [...systems.values()].map((drawn) => ({ drawn, uar: valuesOf(drawn, "uar") }));
  rows.sort((a, b) => mean(b.uar) - mean(a.uar));
  return tableText(
    ["System", "Corpus", "Protocol", "Draws:", "n of each:", "Accuracy, %:", "UAR, %:"],
    rows.map(({ drawn, uar }) => [
      drawn.name,
      drawn.corpus,
      drawn.protocol,
      String(drawn.bySeed.size),
      [...new Set([...drawn.bySeed.values()].map(({ scores }) => scores[0].n))]
        .toSorted((a, b) => a - b)
        .join(", "),
      spread(valuesOf(drawn, "accuracy")),
      spread(uar),
    ]),
  );
}

function valuesOf({ name, bySeed }: Drawn, metric: string): number[] {
  if (bySeed.size < 2) {
    throw new ConfigError(
      `${name} was measured once; expected runs of the same experiment with other seeds.`,
    );
  }
  return [...bySeed.values()].map((one) => scoreOf(one, metric)?.value ?? Number.NaN);
}

/** `88.1 ± 2.0 (84.9–91.0)` */
function spread(values: readonly number[]): string {
  const middle = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
  const range = percentInterval({ low: Math.min(...values), high: Math.max(...values) });
  return `${percent(middle)} ± ${percent(Math.sqrt(variance))} (${range})`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
