/** `prosodia features`: list the features, compute one for a file. */
import type { Command } from "commander";
import { parseAssignments, parseParams } from "../../base/params.ts";
import { atomicWrite } from "../../experiment/atomic-write.ts";
import { features } from "../../features/index.ts";
import { extractFeature } from "../../features/recipe.ts";
import { encodeNpy } from "../npy.ts";
import { formatEntries, printArrayJson } from "../print.ts";
import { readAudioFile } from "../read-audio-file.ts";

interface ExtractOptions {
  readonly feature: string;
  readonly set?: string[];
  readonly json?: boolean;
  readonly npy?: string;
}

export function addFeaturesCommands(program: Command): void {
  const group = program.command("features").description("signal features: list them, or compute one");
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
    .option("--set <key=value...>", "parameters of the feature; its defaults otherwise")
    .option("--json", "print {feature, sampleRate, shape, axes, data}, data flat and row-major")
    .option("--npy <file>", "write a NumPy file instead")
    .addHelpText(
      "after",
      "\nExamples:\n  prosodia features extract talk.wav --feature mfcc --json" +
        "\n  prosodia features extract talk.wav --feature mfcc --set nMfcc=13 deltas=2 --npy mfcc.npy",
    )
    .action(extract);
}

async function extract(file: string, options: ExtractOptions): Promise<void> {
  const definition = features.get(options.feature);
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
