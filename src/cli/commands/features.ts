/** `prosodia features`: list the features, compute or draw one for a file. */
import type { Command } from "commander";
import type { ExtractOptions, PlotOptions } from "../actions/features.ts";
import type { ListOptions } from "../actions/lists.ts";
import { addAssignment } from "../assignment.ts";

const SET = [
  "-p, --set <key=value>",
  "a parameter of the feature, else its default; once per parameter",
  addAssignment,
] as const;

export function addFeaturesCommands(program: Command): void {
  const group = program.command("features").description("signal features: list them, compute or draw one");
  group
    .command("list")
    .description("every feature with its parameters")
    .option("--json", "as a JSON array")
    .action(async (options: ListOptions) => (await import("../actions/lists.ts")).list("features", options));
  group
    .command("extract <file>")
    .description("compute one feature of a recording; - reads it from standard input")
    .requiredOption("--feature <id>", "which feature (see: prosodia features list)")
    .option(...SET)
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
  group
    .command("plot <file>")
    .description("draw what a feature shows of a recording (- for standard input), below its waveform")
    .requiredOption(
      "--feature <id>",
      "which feature (see: prosodia features list), or waveform, spectrogram, imfs",
    )
    .option(...SET)
    .requiredOption("-o, --out <file>", "the picture: .png (1200 x 800) or .svg")
    .addHelpText(
      "after",
      "\nExamples:\n  prosodia features plot talk.wav --feature spectrogram -o talk.png" +
        "\n  prosodia features plot talk.wav --feature w-mfcc -p splits=3 -p deltas=1 -o w-mfcc.svg" +
        "\n\nSingle rows of a feature are lines, many are an image with a colour bar, vectors are bars. Powers and" +
        "\nmagnitudes are drawn in dB; pitch, centroid and roll-off lie on a spectrogram.",
    )
    .action(async (file: string, options: PlotOptions) =>
      (await import("../actions/features.ts")).plot(file, options),
    );
}
