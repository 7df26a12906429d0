/** `prosodia corpus`: what a corpus holds, and what is wrong with it. */
import type { Command } from "commander";
import { corpora, readCorpus } from "../../corpus/index.ts";
import { type CorpusInspection, inspectCorpus } from "../../corpus/inspect.ts";
import { gatherFacts } from "../../experiment/facts.ts";
import { openServices } from "../../experiment/services.ts";
import { interruptible } from "../interrupt.ts";
import { formatColumns, printJson } from "../print.ts";
import { createProgress } from "../progress.ts";

export function addCorpusCommands(program: Command): void {
  const group = program
    .command("corpus")
    .description("corpora of labelled clips: inspect one, list the readers");
  group
    .command("inspect <path>")
    .description("counts, durations, rates, levels, identical clips, unreadable files")
    .option("--reader <id>", "how to read it (default: found by its layout)")
    .option("--json", "as one JSON object")
    .addHelpText(
      "after",
      "\nExamples:\n  prosodia corpus inspect ./ravdess\n  prosodia corpus inspect clips.csv --json",
    )
    .action(inspect);
  group
    .command("list")
    .description("the corpus readers and the layouts they expect")
    .option("--json", "as a JSON array")
    .action((options: { json?: boolean }) => {
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
    });
}

async function inspect(path: string, options: { reader?: string; json?: boolean }): Promise<void> {
  const { corpus, clips } = await readCorpus(
    path,
    options.reader === undefined ? {} : { reader: options.reader },
  );
  const progress = createProgress();
  const facts = await interruptible("Stopped.", async (signal) => {
    const services = openServices({ signal, onProgress: progress.update });
    try {
      return await gatherFacts(clips, services.pool, services.watch);
    } finally {
      progress.clear();
      await services.close();
    }
  });
  const inspection = inspectCorpus(clips, facts);
  if (options.json === true) printJson({ path, reader: corpus.id, licence: corpus.licence, ...inspection });
  else process.stdout.write(describe(path, corpus.id, corpus.licence, inspection));
}

function describe(path: string, reader: string, licence: string, inspection: CorpusInspection): string {
  void path;
  void reader;
  void licence;
  return `${JSON.stringify(inspection, null, 2)}\n`;
}
