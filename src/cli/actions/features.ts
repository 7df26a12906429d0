/** `prosodia features extract`: one feature of a recording. */
import { counted } from "../../base/counted.ts";
import { parseParams } from "../../base/params.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import { openCache } from "../../experiment/rows/cache.ts";
import { cachedNetworks, settleRecipe } from "../../experiment/rows/network-files.ts";
import { features } from "../../features/index.ts";
import { parseRecipe, runFeature } from "../../features/recipe.ts";
import { encodeNpy } from "../../table/index.ts";
import type { Assignments } from "../assignment.ts";
import { requireEnding } from "../endings.ts";
import { printLines } from "../lines.ts";
import { printArrayJson } from "../print.ts";
import { readAudioFile } from "../read-audio-file.ts";

export interface ExtractOptions {
  readonly feature: string;
  readonly set?: Assignments;
  readonly json?: boolean;
  readonly npy?: string;
}

export async function extract(file: string, options: ExtractOptions): Promise<void> {
  requireEnding("--npy", options.npy, ".npy");
  const definition = features.find(options.feature);
  const params = parseParams(`feature ${definition.id}`, definition.params, options.set);
  const cache = openCache();
  const recipe = await settleRecipe(
    parseRecipe("features extract", { features: [{ id: definition.id, params }] }),
    cache,
  );
  const audio = await readAudioFile(file);
  const networks = cachedNetworks(cache);
  const feature = await runFeature(audio, recipe.features[0], networks);
  await networks.release();
  if (options.npy !== undefined) await atomicWrite(options.npy, encodeNpy(feature.shape, feature.data));
  if (options.json === true) {
    await printArrayJson(
      { feature: definition.id, sampleRate: audio.sampleRate, shape: feature.shape, axes: feature.axes },
      "data",
      feature.data,
    );
  } else {
    const shape = feature.axes.map((axis, i) => counted(feature.shape[i], axis)).join(" x ");
    const message =
      options.npy === undefined ? "add --json to print the numbers" : `written to ${options.npy}`;
    printLines(`${definition.id} of ${file} at ${audio.sampleRate} Hz: ${shape}; ${message}`);
  }
}
