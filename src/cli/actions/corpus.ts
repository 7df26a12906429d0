/** `prosodia corpus`: what a corpus holds, and what is wrong with it; its labels for other programs. */

import { basename, dirname, join, resolve } from "node:path";
import pc from "picocolors";
import { formatDb } from "../../audio/level.ts";
import { counted } from "../../base/counted.ts";
import { formatSeconds } from "../../base/duration.ts";
import { type Clip, type Corpus, corpora, readCorpus } from "../../corpus/index.ts";
import { type CorpusInspection, type Count, inspectCorpus } from "../../corpus/inspect.ts";
import { describeSpelledName } from "../../corpus/spellings.ts";
import { formatAudformat, formatCorpusTable } from "../../corpus/write-corpus.ts";
import { gatherFacts } from "../../experiment/clips/facts.ts";
import { nearIdentical } from "../../experiment/clips/near-identical.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import type { WorkOptions } from "../../experiment/open-work.ts";
import { printLines } from "../lines.ts";
import { formatColumns, printJson } from "../print.ts";
import { withServices } from "../with-services.ts";

export interface InspectOptions extends WorkOptions {
  readonly reader?: string;
  readonly json?: boolean;
}

/** The corpus readers and the layouts they expect. */
export function listReaders(options: { json?: boolean }): void {
  const rows = corpora.list.map(({ id, summary, layout, labels, licence, citation }) => ({
    id,
    summary,
    layout,
    labels,
    licence,
    citation,
  }));
  if (options.json === true) printJson(rows);
  else printLines(...formatColumns(rows.map((row) => [row.id, row.summary, row.layout])));
}

export interface ExportOptions {
  readonly out: string;
  readonly reader?: string;
}

/** Its labels for other programs, by the ending of the place. */
export async function exportCorpus(path: string, { out, reader }: ExportOptions): Promise<void> {
  const { corpus, clips } = await readCorpus(path, { reader, spellings: "apart" });
  const isTable = /\.csv$/i.test(out);
  const folder = resolve(isTable ? dirname(out) : out);
  const files = isTable
    ? new Map([[basename(out), formatCorpusTable(clips, folder)]])
    : formatAudformat(corpus, clips, folder);
  for (const [name, text] of files) await atomicWrite(join(folder, name), text);
  printLines(
    `${counted(clips.length, "clip")}: ${[...files.keys()].map((name) => join(folder, name)).join(", ")}`,
  );
}

export async function inspect(path: string, options: InspectOptions): Promise<void> {
  const warnings: string[] = [];
  // two spellings of one name are told of with all the rest
  const { corpus, clips } = await readCorpus(path, {
    reader: options.reader,
    spellings: "apart",
    warn: (message) => warnings.push(message),
  });
  const inspection = await withServices(options, "Stopped.", async (services) => {
    const facts = await gatherFacts(clips, services);
    return inspectCorpus(clips, facts, await nearIdentical(clips, facts, services));
  });
  if (options.json === true)
    printJson({ path, reader: corpus.id, licence: corpus.licence, ...inspection, warnings });
  else printLines(...describe(path, corpus, clips, inspection, warnings));
}

/** The inspection for people: one block per question. */
function describe(
  path: string,
  { id: reader, licence }: Corpus,
  clips: readonly Clip[],
  found: CorpusInspection,
  warnings: readonly string[],
): string[] {
  const lines = [`${path}: ${counted(found.clips, "clip")}, read as ${reader} (licence: ${licence})`];
  const rows: string[][] = [];
  const counts = (name: string, list: readonly Count<string | number>[], unit = ""): void => {
    if (list.length === 0) return;
    rows.push([`  ${name}`, list.map(({ value, count }) => `${value}${unit} ${count}`).join(" · ")]);
  };
  counts("labels", found.labels);
  counts("speakers", found.speakers);
  counts("sexes", found.sexes);
  counts("sentences", found.sentences);
  counts("intensities", found.intensities);
  counts("takes", found.takes);
  counts("columns", found.columns);
  counts("rates", found.sampleRates, " Hz");
  counts("channels", found.channels, " ch");
  if (found.durations !== null) {
    const { minS, medianS, maxS, totalS, longestSamples } = found.durations;
    const durations = `${minS.toFixed(2)} to ${maxS.toFixed(2)} s, median ${medianS.toFixed(2)} s, ${formatSeconds(totalS)} in all`;
    rows.push(["  durations", `${durations}; the longest has ${counted(longestSamples, "sample")}`]);
  }
  if (found.peakDb !== null) {
    rows.push(["  peaks", `${formatDb(found.peakDb.min)} to ${formatDb(found.peakDb.max)}`]);
  }
  lines.push(...formatColumns(rows));
  for (const warning of warnings) lines.push(pc.yellow(`note: ${warning}`));
  for (const name of found.spelled) {
    lines.push(
      pc.red(
        `two spellings: ${describeSpelledName(name)} (train refuses that, unless corpus.spellings is apart)`,
      ),
    );
  }
  const labels = new Map(clips.map(({ id, label = "no label" }) => [id, label]));
  /** Clips of one sound: with their labels, where these differ. */
  const labelled = (ids: readonly string[]) => {
    const differ = new Set(ids.map((id) => labels.get(id))).size > 1;
    return { differ, named: differ ? ids.map((id) => `${id} (${labels.get(id)})`) : ids };
  };
  for (const ids of found.identical) {
    const { differ, named } = labelled(ids);
    lines.push(pc.yellow(`identical audio${differ ? " under different labels" : ""}: ${named.join(" = ")}`));
  }
  for (const ids of found.nearIdentical) {
    const { differ, named } = labelled(ids);
    lines.push(
      pc.yellow(
        `one recording, changed${differ ? ", under different labels" : ""}: ${named.join(" ≈ ")} (train warns of them but does not keep them apart: corpus.exclude one)`,
      ),
    );
  }
  for (const { error } of found.unreadable) lines.push(pc.red(`unreadable: ${error}`));
  return lines;
}
