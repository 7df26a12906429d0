/** `prosodia features`: list the features, compute or draw one for a file. */
import type { Command } from "commander";
import type { TableOptions } from "../actions/feature-table.ts";
import type { ExtractOptions } from "../actions/features.ts";
import type { PlotCommandOptions } from "../actions/plot.ts";
import { addWord } from "../assignment.ts";
import { parseCount } from "../count.ts";
import { addSetOption, FEATURE_PARAMETERS } from "../set-option.ts";
import { parseSize } from "../size.ts";
import { parseWordList } from "../word-list.ts";
import { addWorkOptions } from "../work-options.ts";
import { addListCommand } from "./lists.ts";

export function addFeaturesCommands(program: Command): void {
  const group = program.command("features").description("signal features: list them, compute or draw one");
  addListCommand(group, "features");
  const extract = group
    .command("extract <file>")
    .description("compute one feature of a recording; - reads it from standard input")
    .requiredOption("--feature <id>", "which feature (see: prosodia features list)");
  addSetOption(extract, FEATURE_PARAMETERS)
    .option("--json", "print {feature, sampleRate, shape, axes, data}, data flat and row-major")
    .option("--npy <file>", "write a NumPy file instead")
    .addHelpText(
      "after",
      "\nExamples:\n  prosodia features extract talk.wav --feature mfcc --json" +
        "\n  prosodia features extract talk.wav --feature mfcc --set nMfcc=13 --set deltas=2 --npy mfcc.npy" +
        "\n  prosodia features extract - --feature mfcc --json < talk.wav",
    )
    .action(async (file: string, options: ExtractOptions) =>
      (await import("../actions/features.ts")).extract(file, options),
    );
  const table = group
    .command("table <corpus>")
    .description("compute one feature of every clip of a corpus, as a table with a row per clip or per frame")
    .requiredOption("--feature <id>", "which feature (see: prosodia features list)");
  addSetOption(table, FEATURE_PARAMETERS)
    .requiredOption("-o, --out <file>", "the table: .csv, .arff (Weka), .npz (NumPy) or .parquet")
    .option("--per <clip|frame>", "what a row is", "clip")
    .option(
      "--over-time <functionals>",
      "statistics over the frames in place of the frames, such as mean,sd,p5",
      parseWordList,
    )
    .option("--rate <Hz>", "resample to this rate first", parseCount)
    .option("--trim-db <dB>", "cut edges this far below the loudest frame first", Number)
    .option("--reader <id>", "how to read the corpus (default: found by its layout)")
    .option("--append", "add the rows to the file, if it is there (.csv)")
    .option("--on-bad-file <skip|fail>", "what an unreadable clip does", "fail");
  addWorkOptions(table)
    .option("--json", "print {out, rows, columns, clips, skipped}")
    .addHelpText(
      "after",
      "\nExamples:\n  prosodia features table ./ravdess --feature functionals -o functionals.parquet" +
        "\n  prosodia features table ./ravdess --feature mfcc --over-time mean,sd -o mfcc.csv" +
        "\n  prosodia features table clips.csv --feature pitch --per frame -o pitch.npz",
    )
    .action(async (corpus: string, options: TableOptions) =>
      (await import("../actions/feature-table.ts")).writeTable(corpus, options),
    );
  const plot = group
    .command("plot <file...>")
    .description(
      "draw what features show of a recording (- for standard input), below its waveform; of several recordings side by side",
    )
    .requiredOption(
      "--feature <id>",
      "which feature (see: prosodia features list), or waveform, spectrogram, speech, imfs; once per feature, one below the other",
      addWord,
    );
  addSetOption(plot, `${FEATURE_PARAMETERS}; of several features with its name: mfcc.nMfcc=13`)
    .requiredOption("-o, --out <file>", "the picture: .png, .svg or .pdf")
    .option("--from <s>", "where the picture begins in the recording, in seconds", Number)
    .option("--to <s>", "where it ends", Number)
    .option("--fmin <Hz>", "lowest frequency of axes in hertz", Number)
    .option("--fmax <Hz>", "highest frequency of axes in hertz", Number)
    .option("--title <text>", "in place of the names of features and recordings")
    .option("--size <width>x<height>", "in pixels (default: 1200x800)", parseSize)
    .option("--labels <file>", "a TextGrid of Praat whose labels lie below; once per recording", addWord)
    .addHelpText(
      "after",
      "\nExamples:\n  prosodia features plot talk.wav --feature spectrogram -o talk.png" +
        "\n  prosodia features plot talk.wav --feature w-mfcc -p splits=3 -p deltas=1 -o w-mfcc.svg" +
        "\n  prosodia features plot talk.wav --feature speech --labels talk.TextGrid --from 1 --to 2.5 -o talk.pdf" +
        "\n  prosodia features plot calm.wav angry.wav --feature mel --feature pitch --fmax 4000 -o both.png" +
        "\n\nSingle rows of a feature are lines, many are an image with a colour bar, vectors are bars. Powers and" +
        "\nmagnitudes are drawn in dB; pitch, centroid and roll-off lie on a spectrogram. speech is a spectrogram with" +
        "\npitch and formants. Recordings side by side share their axes and colours.",
    )
    .action(async (files: string[], options: PlotCommandOptions) =>
      (await import("../actions/plot.ts")).plot(files, options),
    );
}
