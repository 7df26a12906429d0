/** Computes missing features of one clip, decoding it once, and puts them into the cache. */
import { z } from "zod";
import type { Audio } from "../../audio/audio.ts";
import { audioDigest } from "../../audio/level.ts";
import { augmentations } from "../../augment/index.ts";
import { digestOf } from "../../base/digest.ts";
import { AudioError } from "../../base/errors.ts";
import { parseParams } from "../../base/params.ts";
import { createRandom } from "../../base/random.ts";
import { segmentSchema } from "../../corpus/segment.ts";
import type { Networks } from "../../features/network.ts";
import { prepareAudio, recipeSchema, runFeature } from "../../features/recipe.ts";
import { decodeClip } from "../files/decode-clip.ts";
import type { Cache } from "../rows/cache.ts";
import { cachedNetworks } from "../rows/network-files.ts";
import { defineJob } from "./job.ts";

/** How one row's audio differs from its clip's: changed by an augmentation with a seed of its own. */
const variantSchema = z.strictObject({
  augment: z.strictObject({ id: z.string(), params: z.record(z.string(), z.unknown()) }),
  seed: z.int(),
});
export type Variant = Readonly<z.output<typeof variantSchema>>;

/** Features of one variant of a clip. */
const taskSchema = z.strictObject({
  variant: variantSchema.nullable().describe("null: the clip as it is"),
  recipe: recipeSchema,
  wanted: z
    .array(z.strictObject({ feature: z.int(), key: z.string() }))
    .describe("which of the recipe's features, and the cache key of each"),
});
export type ExtractTask = Readonly<z.output<typeof taskSchema>>;

export const extractJob = defineJob({
  kind: "extract",
  input: z.strictObject({
    clipId: z.string(),
    path: z.string(),
    segment: segmentSchema.exactOptional(),
    digest: z.string().describe("of the audio for which the features are asked"),
    tasks: z.array(taskSchema),
  }),
  result: z.strictObject({ features: z.int() }),
  // it is asked for where features are missing
  suffices: async () => false,
  key: ({ tasks }) => digestOf(tasks.flatMap(({ wanted }) => wanted.map(({ key }) => key))),
  files: ({ path }) => [path],
  async run({ clipId, path, segment, digest, tasks }, { cache }) {
    const { audio } = await decodeClip(path, segment);
    if ((await audioDigest(audio)) !== digest) {
      throw new AudioError(
        `clip ${clipId}: ${path} has other audio than when it was first read; expected the same file for the whole run, and on all machines.`,
      );
    }
    let count = 0;
    try {
      for (const { variant, recipe, wanted } of tasks) {
        const prepared = prepareAudio(variant === null ? audio : applyVariant(audio, variant), recipe);
        for (const { feature, key } of wanted) {
          const step = recipe.features[feature];
          await cache.writeFeature(key, await runFeature(prepared, step, networksOf(cache)));
          count++;
        }
      }
    } catch (error) {
      if (error instanceof AudioError) {
        throw new AudioError(
          `clip ${clipId}: ${error.message}`,
          "Leave the clip out with corpus.exclude, or change the recipe.",
        );
      }
      throw error;
    }
    return { features: count };
  },
});

/** Of this thread, by the cache that holds their files: a worker opens a network once, not once per clip. */
const networks = new Map<string, Networks>();

function networksOf(cache: Cache): Networks {
  const known = networks.get(cache.root) ?? cachedNetworks(cache);
  networks.set(cache.root, known);
  return known;
}

function applyVariant(audio: Audio, { augment, seed }: Variant): Audio {
  const { apply, params } = augmentations.find(augment.id);
  return apply(audio, parseParams(`augmentation ${augment.id}`, params, augment.params), createRandom(seed));
}
