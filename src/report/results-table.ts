/** Tables over many runs, for a README. */
import { markdownTable } from "./markdown.ts";
import type { ScoresFile } from "./scores-file.ts";
import { percent, percentInterval } from "./words.ts";

type Recogniser = ScoresFile["recognisers"][number];

const PRETRAINED = "With a frozen encoder, whose weights others trained on other speech:";

/** What is learnt from the corpus alone, and below it, in a table of its own, what pre-trained weights are behind. */
function byOrigin(files: readonly ScoresFile[], render: (files: readonly ScoresFile[]) => string): string {
  const only = (pretrained: true | undefined) =>
    files.map((file) => ({
      ...file,
      recognisers: file.recognisers.filter((one) => one.pretrained === pretrained),
    }));
  const others = only(true).filter(({ recognisers }) => recognisers.length > 0);
  const own = only(undefined).filter(({ recognisers }) => recognisers.length > 0);
  if (others.length === 0) return render(files);
  const below = `${PRETRAINED}\n\n${render(others)}`;
  return own.length === 0 ? below : `${render(own)}\n${below}`;
}

/**
 * Markdown: one row per system and run, by corpus, then protocol, best UAR first; leaky runs come last in their
 * corpus and say what they are worth. Systems without scores (contests) are left out; those with pre-trained weights
 * have a table of their own, here and in the other tables.
 */
export function renderResultsTable(files: readonly ScoresFile[]): string {
  return byOrigin(files, resultsTable);
}

function resultsTable(files: readonly ScoresFile[]): string {
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

interface System {
  readonly name: string;
  readonly description: string;
  readonly corpus: string;
  /** Protocol -> scores. */
  readonly byProtocol: Map<string, Recogniser>;
}

/** Systems, matched by name and description within a corpus, and the protocols that they were measured by; leaky ones last. */
function systemsOf(files: readonly ScoresFile[]): { systems: System[]; protocols: string[] } {
  const sorted = files.toSorted(
    (a, b) => Number(a.leaky) - Number(b.leaky) || compare(a.protocol, b.protocol),
  );
  const systems = new Map<string, System>();
  for (const file of sorted) {
    for (const one of file.recognisers) {
      if (one.scores.length === 0) continue;
      const { name, description } = one;
      const key = JSON.stringify([file.corpus, name, description]);
      const system = systems.get(key) ?? { name, description, corpus: file.corpus, byProtocol: new Map() };
      system.byProtocol.set(protocolOf(file), one);
      systems.set(key, system);
    }
  }
  return { systems: [...systems.values()], protocols: [...new Set(sorted.map(protocolOf))] };
}

/**
 * Markdown: the same systems under different protocols side by side (UAR, %), which shows what a flattering or
 * leaking split adds.
 */
export function renderProtocolTable(files: readonly ScoresFile[]): string {
  return byOrigin(files, (some) => {
    const { systems, protocols } = systemsOf(some);
    return protocolTable(systems, protocols);
  });
}

/**
 * Markdown for the front page: the systems that are best for new speakers, and those that were measured by three protocols or
 * more, which show what a flattering or leaking split adds (UAR, %).
 *
 * @param most - rows of the first table
 */
export function renderSummary(files: readonly ScoresFile[], most: number): string {
  return byOrigin(files, (some) => summary(some, most));
}

function summary(files: readonly ScoresFile[], most: number): string {
  const { systems, protocols } = systemsOf(files);
  const forNewSpeakers = (system: System): number =>
    Math.max(
      ...[...system.byProtocol]
        .filter(([protocol]) => protocol.startsWith("speaker"))
        .map(([, one]) => scoreOf(one, "uar")?.value ?? Number.NEGATIVE_INFINITY),
      Number.NEGATIVE_INFINITY,
    );
  const best = systems
    .filter((system) => forNewSpeakers(system) > Number.NEGATIVE_INFINITY)
    .sort((a, b) => forNewSpeakers(b) - forNewSpeakers(a))
    .slice(0, most);
  const contrasts = systems.filter(({ byProtocol }) => byProtocol.size >= 3);
  const tables = [
    protocolTable(best, protocols),
    ...(contrasts.length === 0 ? [] : [protocolTable(contrasts, protocols)]),
  ];
  return tables.join("\n");
}

function protocolTable(systems: readonly System[], protocols: readonly string[]): string {
  const used = protocols.filter((protocol) => systems.some(({ byProtocol }) => byProtocol.has(protocol)));
  return tableText(
    ["System", "Corpus", ...used.map((protocol) => `${protocol}:`)],
    systems.map(({ name, description, corpus, byProtocol }) => [
      `${name}: ${description}`,
      corpus,
      ...used.map((protocol) => {
        const one = byProtocol.get(protocol);
        return one === undefined ? "–" : cell(one, "uar");
      }),
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
