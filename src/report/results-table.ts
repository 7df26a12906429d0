/** Tables over many runs, for a README. */
import { markdownTable } from "./markdown.ts";
import { withKnown } from "./marks.ts";
import type { ScoresFile } from "./scores-file.ts";
import { duration, percent, percentInterval } from "./words.ts";

type Recogniser = ScoresFile["recognisers"][number];

/** What is not to be compared stands in tables of its own, in this order. */
const SUBJECTS: readonly {
  readonly heading?: string;
  holds(file: ScoresFile, one: Recogniser): boolean;
  /** Its own kind of table, if it has one. */
  readonly render?: (files: readonly ScoresFile[]) => string;
}[] = [
  { holds: () => true },
  {
    heading:
      "What knowing a voice is worth: some clips of every tested speaker are set aside, unlabelled and unscored:",
    holds: ({ enrol }) => enrol !== undefined,
  },
  { heading: "What else is told from a voice:", holds: ({ target }) => target !== undefined },
  {
    heading: "Numbers instead of labels (CCC, 95 % intervals):",
    holds: ({ dimensions }) => dimensions !== undefined,
    render: numbersTable,
  },
  {
    heading:
      "Trained on one corpus and tested on another (UAR, %, on the labels that they share; the columns say on which the clips were tested):",
    holds: (_file, { byCorpus }) => byCorpus !== undefined,
    render: corpusMatrix,
  },
];

/** Within every subject: from scratch first. */
const ORIGINS = [
  { pretrained: undefined },
  { pretrained: true, heading: "With a frozen encoder, whose weights others trained on other speech:" },
] as const;

/**
 * @param front - only what a front page shows, which is the first subject
 * @param alike - only tables of one and the same kind
 */
export function byGroup(
  files: readonly ScoresFile[],
  render: (files: readonly ScoresFile[]) => string,
  { front = false, alike = false } = {},
): string {
  const parts = SUBJECTS.flatMap((subject, place) => {
    if ((front && place > 0) || (alike && subject.render !== undefined)) return [];
    const tables = ORIGINS.flatMap(({ pretrained, ...origin }) => {
      const own = scoredOf(
        files,
        (file, one) =>
          one.pretrained === pretrained && SUBJECTS.findLast(({ holds }) => holds(file, one)) === subject,
      );
      return own.length === 0 ? [] : headed(origin, (subject.render ?? render)(own));
    });
    return tables.length === 0 ? [] : headed(subject, tables.join("\n"));
  });
  return parts.length === 0 ? render([]) : parts.join("\n");
}

function headed({ heading }: { readonly heading?: string }, table: string): string {
  return heading === undefined ? table : `${heading}\n\n${table}`;
}

/** The files that have any such recogniser with scores, with these alone. */
function scoredOf(
  files: readonly ScoresFile[],
  holds: (file: ScoresFile, one: Recogniser) => boolean,
): ScoresFile[] {
  return files
    .map((file) => ({
      ...file,
      recognisers: file.recognisers.filter((one) => one.scores.length > 0 && holds(file, one)),
    }))
    .filter(({ recognisers }) => recognisers.length > 0);
}

/**
 * Markdown: one row per system and run, by corpus, then protocol, best UAR first; leaky runs come last in their
 * corpus and say what they are worth. Systems without scores (contests) are left out; those with speakers who are known by some
 * clips, or with another target, have tables of their own, and everywhere those with pre-trained weights.
 */
export function renderResultsTable(files: readonly ScoresFile[]): string {
  return byGroup(files, resultsTable);
}

function resultsTable(files: readonly ScoresFile[]): string {
  const rows = files.flatMap((file) =>
    file.recognisers.filter((one) => one.scores.length > 0).map((one) => ({ file, one })),
  );
  rows.sort(
    (a, b) =>
      compare(a.file.corpus, b.file.corpus) ||
      Number(a.file.leaky) - Number(b.file.leaky) ||
      compare(a.file.protocol, b.file.protocol) ||
      uarOf(b.one) - uarOf(a.one),
  );
  return tableText(
    HEADER,
    rows.map(({ file, one }) => rowOf(file, one)),
  );
}

const HEADER = ["System", "Run", "Corpus", "Protocol", "n:", "Accuracy, %:", "UAR, %:"] as const;

function rowOf(file: ScoresFile, one: Recogniser): string[] {
  return [
    `${told(file)}${one.name}: ${describe(one)}`,
    file.name,
    file.corpus,
    protocolOf(file),
    String(one.scores[0].n),
    cell(one, "accuracy"),
    cell(one, "uar"),
  ];
}

function describe(one: Recogniser): string {
  return withKnown(one.description, one);
}

function uarOf(one: Recogniser): number {
  return scoreOf(one, "uar")?.value ?? 0;
}

interface System {
  readonly name: string;
  readonly description: string;
  readonly corpus: string;
  /** Names of the runs that measured it. */
  readonly runs: Set<string>;
  /** Protocol -> scores. */
  readonly byProtocol: Map<string, Recogniser>;
}

/** What tells systems of a corpus apart. */
export function systemKey(file: ScoresFile, one: Recogniser): string {
  return JSON.stringify([file.corpus, `${told(file)}${one.name}`, describe(one)]);
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
      const description = describe(one);
      const name = `${told(file)}${one.name}`;
      const key = systemKey(file, one);
      const system: System = systems.get(key) ?? {
        ...{ name, description, corpus: file.corpus },
        ...{ runs: new Set(), byProtocol: new Map() },
      };
      system.runs.add(file.name);
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
  return byGroup(
    files,
    (some) => {
      const { systems, protocols } = systemsOf(some);
      return protocolTable(systems, protocols);
    },
    { alike: true },
  );
}

/**
 * Markdown for the front page: of each corpus the systems that are best for new speakers, without and with clips of the speaker at
 * hand, and under random folds; and those that were measured by a leaking protocol too, which show what a flattering or leaking split
 * adds. Runs whose folds were named are left out: they are for comparing with others who used the same.
 *
 * @param most - systems of each kind
 */
export function renderSummary(files: readonly ScoresFile[], most: number): string {
  return byGroup(files, (some) => summary(some, most), { front: true });
}

/** What is held against each other on a front page. */
const FRONT: readonly ((file: ScoresFile, one: Recogniser) => boolean)[] = [
  ({ protocol }, one) => protocol === "speaker" && one.knowsSpeakers === undefined,
  ({ protocol }, one) => protocol === "speaker" && one.knowsSpeakers === true,
  ({ protocol }, one) => protocol === "random" && one.knowsSpeakers === undefined,
];

function summary(files: readonly ScoresFile[], most: number): string {
  const scored = files
    .filter(({ named }) => named === undefined)
    .flatMap((file) =>
      file.recognisers.filter(({ scores }) => scores.length > 0).map((one) => ({ file, one })),
    );
  const corpora = [...new Set(scored.map(({ file }) => file.corpus))].toSorted(compare);
  const best = corpora.flatMap((corpus) =>
    FRONT.flatMap((holds) =>
      scored
        .filter(({ file, one }) => file.corpus === corpus && holds(file, one))
        .sort((a, b) => uarOf(b.one) - uarOf(a.one))
        .slice(0, most),
    ),
  );
  const keyOf = ({ file, one }: (typeof scored)[number]): string => systemKey(file, one);
  const leaking = new Set(scored.filter(({ file }) => file.leaky).map(keyOf));
  const contrasts = scored
    .filter((row) => leaking.has(keyOf(row)))
    .sort(
      (a, b) =>
        compare(keyOf(a), keyOf(b)) ||
        Number(a.file.leaky) - Number(b.file.leaky) ||
        compare(a.file.protocol, b.file.protocol),
    );
  return [best, contrasts]
    .filter((rows, i) => i === 0 || rows.length > 0)
    .map((rows) =>
      tableText(
        [...HEADER, "Training of a fold:"],
        rows.map(({ file, one }) => [...rowOf(file, one), duration(one.fitSeconds / file.folds)]),
      ),
    )
    .join("\n");
}

function protocolTable(systems: readonly System[], protocols: readonly string[]): string {
  const used = protocols.filter((protocol) => systems.some(({ byProtocol }) => byProtocol.has(protocol)));
  return tableText(
    ["System", "Run", "Corpus", ...used.map((protocol) => `${protocol}:`)],
    systems.map(({ name, description, corpus, runs, byProtocol }) => [
      `${name}: ${description}`,
      [...runs].join(", "),
      corpus,
      ...used.map((protocol) => {
        const one = byProtocol.get(protocol);
        return one === undefined ? "–" : cell(one, "uar");
      }),
    ]),
  );
}

/** CCC by dimension, greatest mean first in every file. */
function numbersTable(files: readonly ScoresFile[]): string {
  const dimensions = [...new Set(files.flatMap(({ dimensions = [] }) => dimensions))];
  const cccOf = (one: Recogniser, dimension: string) => scoreOf(one, `${dimension} ccc`);
  const meanOf = (one: Recogniser): number =>
    dimensions.reduce((sum, dimension) => sum + (cccOf(one, dimension)?.value ?? 0), 0);
  const rows = files.flatMap((file) =>
    file.recognisers.toSorted((a, b) => meanOf(b) - meanOf(a)).map((one) => ({ file, one })),
  );
  return tableText(
    ["System", "Run", "Corpus", "Protocol", "n:", ...dimensions.map((dimension) => `${dimension}:`)],
    rows.map(({ file, one }) => [
      `${one.name}: ${describe(one)}`,
      file.name,
      file.corpus,
      protocolOf(file),
      String(one.scores[0].n),
      ...dimensions.map((dimension) => {
        const score = cccOf(one, dimension);
        if (score === undefined) return "–";
        return `${score.value.toFixed(2)} (${score.low.toFixed(2)}–${score.high.toFixed(2)})`;
      }),
    ]),
  );
}

/** Trained on by tested on. */
function corpusMatrix(files: readonly ScoresFile[]): string {
  const rows = files.flatMap((file) =>
    file.recognisers.map((one) => ({ file, one, cells: one.byCorpus ?? [] })),
  );
  const corpora = [...new Set(rows.flatMap(({ cells }) => cells.map(({ corpus }) => corpus)))].toSorted(
    compare,
  );
  const names = [...new Set(rows.map(({ one }) => one.name))];
  rows.sort((a, b) => names.indexOf(a.one.name) - names.indexOf(b.one.name));
  return tableText(
    ["System", "Run", "Trained on", ...corpora.map((corpus) => `${corpus}:`)],
    rows.map(({ file, one, cells }) => [
      `${told(file)}${one.name}: ${describe(one)}`,
      file.name,
      trainedOn(file),
      ...corpora.map((corpus) => {
        const own = cells.find((one) => one.corpus === corpus);
        return own === undefined ? "–" : cell(own, "uar");
      }),
    ]),
  );
}

function trainedOn({ protocol, within, corpus }: ScoresFile): string {
  if (protocol === "corpus") return corpus.split("+").length === 2 ? "the other corpus" : "the other corpora";
  const sides = protocol === "speaker" ? "new speakers" : `protocol ${protocol}`;
  return within === "corpus" ? `itself, ${sides}` : `all of them, ${sides}`;
}

/** A file's worth of table: ends with a line break. */
export function tableText(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${markdownTable(header, rows)}\n`;
}

export function protocolOf({ protocol, folds, named, leaky, enrol, within }: ScoresFile): string {
  const how = [
    protocol,
    ...(folds === 1 ? [] : [named ? `${folds} named folds` : `${folds} folds`]),
    ...(within === undefined ? [] : [`within each ${within}`]),
    ...(enrol === undefined ? [] : [`${enrol} clips a speaker set aside`]),
  ].join(", ");
  return leaky ? `${how} (LEAKY: worthless)` : how;
}

/** "sex by ". */
export function told({ target }: ScoresFile): string {
  return target === undefined ? "" : `${target} by `;
}

function cell(one: Pick<Recogniser, "scores">, metric: string): string {
  const score = scoreOf(one, metric);
  return score === undefined ? "–" : `${percent(score.value)} (${percentInterval(score)})`;
}

export function scoreOf(
  one: Pick<Recogniser, "scores">,
  metric: string,
): Recogniser["scores"][number] | undefined {
  return one.scores.find((score) => score.metric === metric);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
