/** From audio to what a recogniser's graph is fed with. */
import type { Audio } from "../audio/audio.ts";
import { assertAudible } from "../audio/level.ts";
import { AudioError } from "../base/errors.ts";
import { widthOf } from "../dataset/dataset.ts";
import type { Networks } from "../features/network.ts";
import { runRecipe } from "../features/recipe.ts";
import type { RecogniserInfo } from "./info.ts";

/** One row per input from audio, and per input that counts its frames, by the inputs' names. */
export type FeatureRow = Readonly<Record<string, Float32Array>>;

/**
 * @throws AudioError if the audio is shorter than speech can be, or its features do not have the shape that was trained on;
 *   NoSpeechError if it is silent
 */
export type FeaturesOf = (audio: Audio) => Promise<FeatureRow>;

export function createFeaturesOf(
  { name: recogniser, inputs }: Pick<RecogniserInfo, "name" | "inputs">,
  networks: Networks,
): FeaturesOf {
  const fromAudio = inputs.flatMap((input) => (input.from === "audio" ? [input] : []));
  return async (audio) => {
    assertAudible(audio, "the audio");
    const rows: [string, Float32Array][] = [];
    for (const { name, recipe, shape } of fromAudio) {
      const { feature, frames } = await runRecipe(audio, recipe, networks);
      if (feature.data.length !== widthOf(shape)) {
        throw new AudioError(
          `the audio gives features of shape [${feature.shape.join(", ")}]; the recogniser "${recogniser}" ` +
            `was trained on [${shape.join(", ")}].`,
        );
      }
      rows.push([name, feature.data]);
      for (const input of inputs) {
        if (input.from === "frames" && input.of === name) rows.push([input.name, Float32Array.of(frames)]);
      }
    }
    return Object.fromEntries(rows);
  };
}
