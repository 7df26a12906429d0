/** `prosodia corpus`: what a corpus holds, and what is wrong with it; its labels for other programs; one to try things with. */
import type { Command } from "commander";
import type { ExportOptions, InspectOptions } from "../actions/corpus.ts";
import type { PlotCorpusOptions } from "../actions/plot-corpus.ts";
import type { SynthesiseOptions } from "../actions/synthesise.ts";
import { parseCount } from "../count.ts";
import { parseSize } from "../size.ts";
import { addWorkOptions } from "../work-options.ts";

export function addCorpusCommands(program: Command): void {
  const group = program
    .command("corpus")
    .description(
      "corpora of labelled clips: inspect one, write its labels for other programs, synthesise one, list the readers",
    )
    .addHelpText(
      "after",
      `
Any corpus can be a .csv or .tsv table with one row per clip:

  path,label,speaker,start,end,channel,room
  calls/1.wav,angry,ann,12.5,15,1,kitchen
  talk.flac,calm,bob,,,,office

path      relative to the table; the only column that must be there
label, id, speaker, sex, sentence, intensity, take, split (train or test)
start, end (or offset, duration)
          the part of the file: seconds, 00:12.5 or a timedelta of pandas; empty: from the beginning, to the end
channel   from 1 (from 0 if a 0 occurs), left or right; empty: the mean of all
Any other column can be learnt (target: room) or looked at (route by room). nan, NaN, None and <NA> are empty cells.`,
    );
  const inspect = group
    .command("inspect <path>")
    .description("counts, durations, rates, levels, identical and near-identical clips, unreadable files")
    .option("--reader <id>", "how to read it (default: found by its layout)");
  addWorkOptions(inspect)
    .option("--json", "as one JSON object")
    .addHelpText(
      "after",
      "\nExamples:\n  prosodia corpus inspect ./ravdess\n  prosodia corpus inspect clips.csv --json" +
        "\n\nNear-identical clips are one recording at another level or rate, out of a codec, cut short, or with noise;\n" +
        "found by prints of their sound and proven by their waveforms, not at another speed or pitch." +
        "\n\nNames in two spellings (S1, s1) are told of here; train refuses them unless corpus.spellings is apart.",
    )
    .action(async (path: string, options: InspectOptions) =>
      (await import("../actions/corpus.ts")).inspect(path, options),
    );
  const plot = group
    .command("plot <path>")
    .description("draw how many clips, how long and how loud, by label and by speaker, the sexes apart")
    .requiredOption("-o, --out <file>", "the picture: .png, .svg or .pdf")
    .option("--reader <id>", "how to read it (default: found by its layout)")
    .option("--title <text>", "in place of the corpus's name")
    .option("--size <width>x<height>", "in pixels (default: 1200x900)", parseSize);
  addWorkOptions(plot)
    .addHelpText("after", "\nExample:\n  prosodia corpus plot ./ravdess -o ravdess.png")
    .action(async (path: string, options: PlotCorpusOptions) =>
      (await import("../actions/plot-corpus.ts")).plotCorpusCommand(path, options),
    );
  group
    .command("export <path>")
    .description(
      "its labels for other programs: a table, or an audformat database; the audio stays where it is",
    )
    .requiredOption(
      "-o, --out <place>",
      "a .csv file, or the folder of the database; paths in it start there",
    )
    .option("--reader <id>", "how to read it (default: found by its layout)")
    .addHelpText(
      "after",
      "\nExamples:\n  prosodia corpus export ./ravdess -o ravdess.csv\n  prosodia corpus export ./ravdess -o ./ravdess   (db.yaml and db.emotion.csv)",
    )
    .action(async (path: string, options: ExportOptions) =>
      (await import("../actions/corpus.ts")).exportCorpus(path, options),
    );
  group
    .command("synthesise <folder>")
    .description("write a small corpus of synthetic speech to try things with: clips and clips.csv")
    .option("--voices <n>", "how many people, 1 to 8, both sexes in turn", parseCount, 6)
    .option("--takes <n>", "how often each of them says everything, 1 to 99: 30 clips a take", parseCount, 1)
    .option("--seed <n>", "another number gives other clips of the same people", parseCount, 1)
    .addHelpText(
      "after",
      "\nExample:\n  prosodia corpus synthesise speech && prosodia corpus inspect speech/clips.csv" +
        "\n\nIts scores say that the machinery works, nothing about people.",
    )
    .action(async (folder: string, options: SynthesiseOptions) =>
      (await import("../actions/synthesise.ts")).synthesise(folder, options),
    );
  group
    .command("list")
    .description("the corpus readers and the layouts they expect")
    .option("--json", "as a JSON array")
    .action(async (options: { json?: boolean }) =>
      (await import("../actions/corpus.ts")).listReaders(options),
    );
}
