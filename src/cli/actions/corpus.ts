/** `prosodia corpus`: what a corpus holds, and what is wrong with it. */
import pc from "picocolors";
import { formatDb } from "../../audio/level.ts";
import { corpora, readCorpus } from "../../corpus/index.ts";
import { type CorpusInspection, type Count, inspectCorpus } from "../../corpus/inspect.ts";
import { gatherFacts } from "../../experiment/facts.ts";
import { openServices } from "../../experiment/services.ts";
import { interruptible } from "../interrupt.ts";
import { formatColumns, printJson } from "../print.ts";
import { formatSeconds } from "../progress.ts";
import { showEvents } from "../show-events.ts";

export interface InspectOptions {
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
  else
    process.stdout.write(
      `${formatColumns(rows.map((row) => [row.id, row.summary, row.layout])).join("\n")}\n`,
    );
}

export async function inspect(path: string, options: InspectOptions): Promise<void> {
  const { corpus, clips } = await readCorpus(
    path,
    options.reader === undefined ? {} : { reader: options.reader },
  );
  const lines = showEvents();
  const facts = await interruptible("Stopped.", async (signal) => {
    const services = openServices({ signal, tell: lines.tell });
    try {
      return await gatherFacts(clips, services);
    } finally {
      lines.clear();
      await services.close();
    }
  });
  const inspection = inspectCorpus(clips, facts);
  if (options.json === true) printJson({ path, reader: corpus.id, licence: corpus.licence, ...inspection });
  else process.stdout.write(describe(path, corpus.id, corpus.licence, inspection));
}

/** The inspection for people: one block per question. */
function describe(path: string, reader: string, licence: string, found: CorpusInspection): string {
  const lines = [`${path}: ${found.clips} clips, read as ${reader} (${licence})`];
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
  counts("rates", found.sampleRates, " Hz");
  counts("channels", found.channels, " ch");
  if (found.durations !== null) {
    const { minS, medianS, maxS, totalS, longestSamples } = found.durations;
    const durations = `${minS.toFixed(2)} to ${maxS.toFixed(2)} s, median ${medianS.toFixed(2)} s, ${formatSeconds(totalS)} in all`;
    rows.push(["  durations", `${durations}; the longest has ${longestSamples} samples`]);
  }
  if (found.peakDb !== null) {
    rows.push(["  peaks", `${formatDb(found.peakDb.min)} to ${formatDb(found.peakDb.max)}`]);
  }
  lines.push(...formatColumns(rows));
  for (const ids of found.identical) lines.push(pc.yellow(`identical audio: ${ids.join(" = ")}`));
  for (const { error } of found.unreadable) lines.push(pc.red(`unreadable: ${error}`));
  return `${lines.join("\n")}\n`;
}
