/** Tables over many runs, for a README. */
import { markdownTable } from "./markdown.ts";
import type { ScoresFile } from "./scores-file.ts";
import { percent, percentInterval } from "./words.ts";

type Recogniser = ScoresFile["recognisers"][number];

/**
 * Markdown: one row per system and run, by corpus, then protocol, best UAR first; leaky runs come last in their
 * corpus and say what they are worth. Systems without scores (contests) are left out.
 */
export function renderResultsTable(files: readonly ScoresFile[]): string {
  const rows = files.flatMap((file) =>
    file.recognisers
      .filter((one) => one.scores.length > 0)
      .map((one) => ({ file, one, uar: scoreOf(one, "uar")?.value ?? 0 })),
  );
  rows.sort(
    (a, b) =>
      compare(a.file.corpus, b.file.corpus) ||
      Number(a.file.leaky) - Number(b.file.leaky) ||
      compare(a.file.protocol, b.file.protocol) ||
      b.uar - a.uar,
  );
  return tableText(
    ["System", "Corpus", "Protocol", "n:", "Accuracy, %:", "UAR, %:"],
    rows.map(({ file, one }) => [
      `${one.name}: ${one.description}`,
      file.corpus,
      protocolOf(file),
      String(one.scores[0].n),
      cell(one, "accuracy"),
      cell(one, "uar"),
    ]),
  );
}

/**
 * Markdown: the same systems under different protocols side by side (UAR, %), which shows what a flattering or
 * leaking split adds. Systems are matched by name and description, within a corpus.
 */
export function renderProtocolTable(files: readonly ScoresFile[]): string {
  const sorted = files.toSorted(
    (a, b) => Number(a.leaky) - Number(b.leaky) || compare(a.protocol, b.protocol),
  );
  const protocols = [...new Set(sorted.map(protocolOf))];
  const systems = new Map<string, { name: string; corpus: string; cells: Map<string, string> }>();
  for (const file of sorted) {
    for (const one of file.recognisers) {
      if (one.scores.length === 0) continue;
      const key = JSON.stringify([file.corpus, one.name, one.description]);
      const system = systems.get(key) ?? { name: one.name, corpus: file.corpus, cells: new Map() };
      system.cells.set(protocolOf(file), cell(one, "uar"));
      systems.set(key, system);
    }
  }
  return tableText(
    ["System", "Corpus", ...protocols.map((protocol) => `${protocol}:`)],
    [...systems.values()].map(({ name, corpus, cells }) => [
      name,
      corpus,
      ...protocols.map((protocol) => cells.get(protocol) ?? "–"),
    ]),
  );
}

/** A file's worth of table: ends with a line break. */
function tableText(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${markdownTable(header, rows)}\n`;
}

function protocolOf({ protocol, folds, leaky }: ScoresFile): string {
  const how = folds === 1 ? protocol : `${protocol}, ${folds} folds`;
  return leaky ? `${how} (LEAKY: worthless)` : how;
}

function cell(one: Recogniser, metric: string): string {
  const score = scoreOf(one, metric);
  return score === undefined ? "–" : `${percent(score.value)} (${percentInterval(score)})`;
}

function scoreOf(one: Recogniser, metric: string): Recogniser["scores"][number] | undefined {
  return one.scores.find((score) => score.metric === metric);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
