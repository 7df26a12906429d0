/** `prosodia features`: list the features, compute or draw one for a file. */
import { basename, extname } from "node:path";
import type { Command } from "commander";
import { ConfigError } from "../../base/errors.ts";
import { parseAssignments, parseParams } from "../../base/params.ts";
import { atomicWrite } from "../../experiment/atomic-write.ts";
import { features } from "../../features/index.ts";
import { extractFeature } from "../../features/recipe.ts";
import { plotFeature, plottable } from "../../plot/index.ts";
import { encodeNpy } from "../npy.ts";
import { formatEntries, printArrayJson } from "../print.ts";
import { readAudioFile } from "../read-audio-file.ts";
import { svgToPng } from "../svg-to-png.ts";

interface ExtractOptions {
  readonly feature: string;
  readonly set?: string[];
  readonly json?: boolean;
  readonly npy?: string;
}

interface PlotOptions {
  readonly feature: string;
  readonly set?: string[];
  readonly out: string;
}

const SET = ["-p, --set <key=value...>", "parameters of the feature; its defaults otherwise"] as const;

export function addFeaturesCommands(program: Command): void {
  const group = program.command("features").description("signal features: list them, compute or draw one");
  group
    .command("list")
    .description("every feature with its parameters")
    .option("--json", "as a JSON array")
    .action((options: { json?: boolean }) => {
      process.stdout.write(formatEntries(features.list, options.json === true));
    });
  group
    .command("extract <file>")
    .description("compute one feature of a recording")
    .requiredOption("--feature <id>", "which feature (see: prosodia features list)")
    .option(...SET)
    .option("--json", "print {feature, sampleRate, shape, axes, data}, data flat and row-major")
    .option("--npy <file>", "write a NumPy file instead")
    .addHelpText(
      "after",
      "\nExamples:\n  prosodia features extract talk.wav --feature mfcc --json" +
        "\n  prosodia features extract talk.wav --feature mfcc --set nMfcc=13 deltas=2 --npy mfcc.npy",
    )
    .action(extract);
  group
    .command("plot <file>")
    .description("draw what a feature shows of a recording, below its waveform")
    .requiredOption(
      "--feature <id>",
      "which feature (see: prosodia features list), or waveform, spectrogram, imfs",
    )
    .option(...SET)
    .requiredOption("-o, --out <file>", "the picture: .png (1200 x 800) or .svg")
    .addHelpText(
      "after",
      "\nExamples:\n  prosodia features plot talk.wav --feature spectrogram -o talk.png" +
        "\n  prosodia features plot talk.wav --feature w-mfcc -p splits=3 deltas=1 -o w-mfcc.svg" +
        "\n\nSingle rows of a feature are lines, many are an image with a colour bar, vectors are bars. Powers and" +
        "\nmagnitudes are drawn in dB; pitch, centroid and roll-off lie on a spectrogram.",
    )
    .action(plot);
}

async function extract(file: string, options: ExtractOptions): Promise<void> {
  const definition = features.find(options.feature);
  const params = parseParams(
    `feature ${definition.id}`,
    definition.params,
    parseAssignments(options.set ?? []),
  );
  const audio = await readAudioFile(file);
  const feature = extractFeature(audio, { id: definition.id, params });
  if (options.npy !== undefined) await atomicWrite(options.npy, encodeNpy(feature.shape, feature.data));
  if (options.json === true) {
    await printArrayJson(
      { feature: definition.id, sampleRate: audio.sampleRate, shape: feature.shape, axes: feature.axes },
      "data",
      feature.data,
    );
  } else {
    const shape = feature.axes.map((axis, i) => `${feature.shape[i]} ${axis}s`).join(" x ");
    const message =
      options.npy === undefined ? "add --json to print the numbers" : `written to ${options.npy}`;
    process.stdout.write(`${definition.id} of ${file} at ${audio.sampleRate} Hz: ${shape}; ${message}\n`);
  }
}

async function plot(file: string, { feature, set = [], out }: PlotOptions): Promise<void> {
  const kind = extname(out).toLowerCase();
  if (kind !== ".png" && kind !== ".svg") {
    throw new ConfigError(`--out: expected a file name that ends in .png or .svg, got "${out}".`);
  }
  const definition = plottable().find(feature);
  const params = parseAssignments(set);
  parseParams(`feature ${definition.id}`, definition.params, params);
  const audio = await readAudioFile(file);
  const svg = plotFeature(definition, audio, params, { name: basename(file) });
  await atomicWrite(out, kind === ".svg" ? svg : await svgToPng(svg));
  process.stdout.write(`${definition.id} of ${file} drawn in ${out}\n`);
}
