/** A recipe: the whole way from audio to the one array that a model sees. */
import { z } from "zod";
import type { Audio } from "../audio/audio.ts";
import { AudioError, ConfigError, ModelError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import { preEmphasis } from "../signal/pre-emphasis.ts";
import { resample } from "../signal/resample.ts";
import { checkSize } from "../signal/size.ts";
import { trimSilence } from "../signal/trim.ts";
import type { Axis, Feature, FeatureDefinition } from "./feature.ts";
import { frameRateOf } from "./layout.ts";
import { layoutOf } from "./layout-of.ts";
import type { NetworkFile, Networks } from "./network.ts";
import { assertFrames, overTime, overTimeSchema } from "./over-time.ts";
import { features } from "./registry.ts";

const featureStepSchema = z.strictObject({
  id: z.string().default("mfcc").describe("feature, by its id"),
  params: z.record(z.string(), z.unknown()).default({}).describe("the feature's parameters"),
  overTime: overTimeSchema
    .optional()
    .describe("statistics over the frames in place of the frames; absent = the feature as it is"),
});

export const recipeSchema = z.strictObject({
  sampleRate: z
    .int()
    .min(1000)
    .max(384_000)
    .nullable()
    .default(null)
    .describe("resample to this rate, Hz; null = the clip's own"),
  trimDb: z
    .number()
    .positive()
    .max(200)
    .nullable()
    .default(null)
    .describe("cut edges this many dB below the loudest frame; null = keep them"),
  levelDb: z
    .number()
    .min(-100)
    .max(0)
    .nullable()
    .default(null)
    .describe(
      "bring what is left to this level, dB re full scale (rms), so that how near the microphone was tells nothing; null = as it is",
    ),
  preEmphasis: z.number().min(0).max(1).default(0).describe("x[n] - preEmphasis · x[n-1]; 0 = none"),
  seconds: z
    .number()
    .positive()
    .max(3600)
    .nullable()
    .default(null)
    .describe("signal length: zeros added at the end, or the end cut off; null = as it is"),
  frames: z
    .union([z.int().min(1).max(1_000_000), z.literal("longest")], {
      error: 'expected a number of frames, "longest" or null',
    })
    .nullable()
    .default(null)
    .describe(
      "feature length: zero frames added at the end, or the end cut off; longest = of the training clips",
    ),
  features: z
    .array(featureStepSchema)
    .min(1)
    .default([{ id: "mfcc", params: {} }])
    .describe("features, joined in this order"),
});
export type Recipe = z.output<typeof recipeSchema>;
export type FeatureStep = Recipe["features"][number];

/**
 * A recipe with all defaults filled in, those of its features too.
 *
 * @param where - for errors: `models.0.recipe`
 * @throws ConfigError that names the key
 */
export function parseRecipe(where: string, raw: unknown): Recipe {
  const recipe = parseParams(where, recipeSchema, raw);
  return {
    ...recipe,
    features: recipe.features.map((step, i) => {
      const { params } = features.find(step.id, `${where}.features.${i}.id`);
      const here = `${where}.features.${i}: feature ${step.id}`;
      if (step.overTime !== undefined) named(here, () => assertFrames(axesAsIs(step)));
      return { ...step, params: parseParams(here, params, step.params) };
    }),
  };
}

/** The axes of a step's feature, as the recipe joins it. */
export function axesOf(step: FeatureStep): readonly Axis[] {
  return step.overTime === undefined ? axesAsIs(step) : ["descriptor"];
}

/** Before statistics over time. */
function axesAsIs({ id }: FeatureStep): readonly Axis[] {
  const { network, axes } = features.find(id);
  return network?.axes ?? axes;
}

/** The networks behind the features of a recipe: their files by SHA-256, and whether recognisers carry them. */
export function networksOf(recipe: Recipe): { readonly sha256: string; readonly embed: boolean }[] {
  return recipe.features.flatMap(({ id, params }) => {
    const { network, params: schema } = features.find(id);
    return network === undefined ? [] : [network.fileOf(parseParams(`feature ${id}`, schema, params))];
  });
}

/**
 * The recipe, knowing what the files of its networks are.
 *
 * @param read - the file at a path; null stands for the one that comes with Prosodia
 * @throws ModelError that names the file, if it is not what its feature needs
 */
export async function settleNetworks(
  recipe: Recipe,
  read: (path: string | null) => Promise<NetworkFile>,
): Promise<Recipe> {
  const settled: FeatureStep[] = [];
  for (const step of recipe.features) {
    const { network, params } = features.find(step.id);
    const own = parseParams(`feature ${step.id}`, params, step.params);
    settled.push(network === undefined ? step : { ...step, params: await network.settle(own, read) });
  }
  return { ...recipe, features: settled };
}

/**
 * The audio as the features get it: resampled, trimmed, brought to a level, pre-emphasised, then padded or cut to `seconds`. It is not
 * resampled to a rate that all features would only leave again for a lower one of their own.
 * The input is not changed.
 *
 * @throws ConfigError if more than 2^28 samples are asked for
 */
export function prepareAudio(audio: Audio, recipe: Recipe): Audio {
  let { samples, sampleRate } = audio;
  if (bringsItsOwnRate(recipe)) return audio;
  const rate = recipe.sampleRate ?? sampleRate;
  const length = recipe.seconds === null ? undefined : Math.max(1, Math.round(recipe.seconds * rate));
  checkSize("seconds", "the audio", length ?? 0, "Lower seconds or sampleRate.");
  if (rate !== sampleRate) {
    const resampled = Math.ceil((samples.length * rate) / sampleRate);
    checkSize("sampleRate", "the resampled audio", resampled, "Lower sampleRate.");
    samples = resample(samples, sampleRate, rate);
    sampleRate = rate;
  }
  if (recipe.trimDb !== null) samples = trimSilence(samples, sampleRate, recipe.trimDb);
  if (recipe.levelDb !== null) samples = broughtTo(recipe.levelDb, samples);
  if (recipe.preEmphasis > 0) samples = preEmphasis(samples, recipe.preEmphasis);
  if (length !== undefined) {
    const padded = new Float32Array(length);
    padded.set(samples.subarray(0, length));
    samples = padded;
  }
  return { samples, sampleRate };
}

/** The samples, whose rms becomes that level; silence stays silence. */
function broughtTo(levelDb: number, samples: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  if (energy === 0) return samples;
  const factor = 10 ** (levelDb / 20) / Math.sqrt(energy / samples.length);
  return samples.map((sample) => sample * factor);
}

/**
 * Whether nothing is prepared but the rate, and every feature goes down to a rate of its own at once: to resample twice
 * would only take time and memory.
 */
function bringsItsOwnRate(recipe: Recipe): boolean {
  const { sampleRate, trimDb, levelDb, preEmphasis, seconds, features: steps } = recipe;
  if (sampleRate === null || trimDb !== null || levelDb !== null || preEmphasis > 0 || seconds !== null)
    return false;
  return steps.every(({ id }) => (features.find(id).ownRate ?? Number.POSITIVE_INFINITY) <= sampleRate);
}

/**
 * One feature of prepared audio, or its statistics over time.
 *
 * @throws ConfigError for wrong parameters, or for statistics over time of a feature without frames; AudioError where the
 *   feature is not defined on the audio or not finite
 */
export function extractFeature(prepared: Audio, { id, params, overTime: statistics }: FeatureStep): Feature {
  const definition = features.find(id);
  const where = `feature ${id}`;
  if (definition.network !== undefined) {
    throw new ConfigError(
      `${where}: has a network behind it; expected a way that runs it.`,
      "Use runRecipe.",
    );
  }
  const feature = extractDefined(definition, prepared, params);
  if (statistics === undefined) return feature;
  const parsed = parseParams(where, definition.params, params);
  return named(where, () =>
    overTime(feature, statistics, frameRateOf(layoutOf(definition, prepared, parsed, feature.shape))),
  );
}

/**
 * As extractFeature, of a feature with a network behind it too.
 *
 * @throws as extractFeature; ModelError where the network's file is not at hand, or fails
 */
export async function runFeature(prepared: Audio, step: FeatureStep, networks: Networks): Promise<Feature> {
  const { network, params: schema } = features.find(step.id);
  if (network === undefined) return extractFeature(prepared, step);
  const where = `feature ${step.id}`;
  const params = parseParams(where, schema, step.params);
  const feature = await network.run(prepared, params, networks).catch((error: unknown) => {
    throw renamed(where, error);
  });
  checkFinite(step.id, feature);
  const { overTime: statistics } = step;
  if (statistics === undefined) return feature;
  return named(where, () => overTime(feature, statistics, network.layout(prepared, params).frameRateHz));
}

/**
 * What extractFeature does, for a definition; of one with a network, what that is shown.
 *
 * @throws ConfigError for wrong parameters; AudioError where the feature is not defined on the audio or not finite
 */
export function extractDefined(definition: FeatureDefinition, prepared: Audio, params: unknown): Feature {
  const { id } = definition;
  const where = `feature ${id}`;
  const parsed = parseParams(where, definition.params, params);
  const feature = named(where, () => definition.extract(prepared, parsed));
  checkFinite(id, feature);
  return feature;
}

function checkFinite(id: string, feature: Feature): void {
  for (let i = 0; i < feature.data.length; i++) {
    if (!Number.isFinite(feature.data[i])) {
      throw new AudioError(
        `feature ${id}: expected finite values, got ${feature.data[i]}; the samples are too large.`,
        "Scale the audio to [-1, 1].",
      );
    }
  }
}

/** Errors of a feature name a parameter or the audio only: here they get the feature's name. */
function named<T>(where: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw renamed(where, error);
  }
}

function renamed(where: string, error: unknown): unknown {
  for (const kind of [ConfigError, AudioError, ModelError]) {
    if (!(error instanceof kind)) continue;
    const { message, hint } = error;
    return new kind(`${where}: ${hint === undefined ? message : message.slice(0, -hint.length - 1)}`, hint);
  }
  return error;
}

/** The recipe's features of prepared audio, one each, before they are joined. */
export function extractParts(prepared: Audio, recipe: Recipe): Feature[] {
  return recipe.features.map((step) => extractFeature(prepared, step));
}

/**
 * Several features as one. Images [x, frame] with the same first axis are laid side by side along the frames;
 * any others are flattened and laid end to end as [descriptor]. One alone stays as it is.
 */
export function joinFeatures(parts: readonly Feature[]): Feature {
  const [first] = parts;
  if (parts.length === 1) return first;
  return parts.every((part) => isBeside(first, part)) ? joinFrames(parts) : flatten(parts);
}

/** Whether a feature can be laid beside another, frame after frame. */
export function isBeside(
  first: Pick<Feature, "axes" | "shape">,
  part: Pick<Feature, "axes" | "shape">,
): boolean {
  return (
    part.axes.length === 2 &&
    part.axes[1] === "frame" &&
    part.axes[0] === first.axes[0] &&
    part.shape[0] === first.shape[0]
  );
}

function joinFrames(parts: readonly Feature[]): Feature {
  const { axes, shape } = parts[0];
  const rows = shape[0];
  const frames = parts.reduce((sum, part) => sum + part.shape[1], 0);
  const data = new Float32Array(rows * frames);
  let before = 0;
  for (const part of parts) {
    const own = part.shape[1];
    for (let row = 0; row < rows; row++) {
      data.set(part.data.subarray(row * own, (row + 1) * own), row * frames + before);
    }
    before += own;
  }
  return { axes, shape: [rows, frames], data };
}

function flatten(parts: readonly Feature[]): Feature {
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { axes: ["descriptor"], shape: [data.length], data };
}

/** How many frames a feature has. */
export function framesOf({ shape }: Feature): number {
  return shape[shape.length - 1];
}

/**
 * The feature with exactly this many frames: zero frames at the end, or the end cut off.
 *
 * @throws ConfigError if it has no frame axis, frames are not its last axis, or there are more than 2^28 numbers
 */
export function padFrames(feature: Feature, frames: number): Feature {
  const last = feature.axes.length - 1;
  if (feature.axes[last] !== "frame") {
    throw new ConfigError(
      `frames: the features, joined, are [${feature.axes.join(", ")}] and have no frames to pad.`,
      'Use "seconds" instead, or features with equally many rows.',
    );
  }
  const own = feature.shape[last];
  if (own === frames) return feature;
  const rows = feature.data.length / own;
  checkSize("frames", "the padded features", rows * frames, "Lower frames.");
  const data = new Float32Array(rows * frames);
  const kept = Math.min(own, frames);
  for (let row = 0; row < rows; row++) {
    data.set(feature.data.subarray(row * own, row * own + kept), row * frames);
  }
  return { axes: feature.axes, shape: [...feature.shape.slice(0, last), frames], data };
}

/**
 * The whole recipe: prepared, extracted, joined, and padded where `frames` is a number ("longest" is left to the
 * caller, who knows the training clips).
 *
 * @throws ConfigError, AudioError as its steps
 */
export function extractRecipe(audio: Audio, recipe: Recipe): Feature {
  return finished(extractParts(prepareAudio(audio, recipe), recipe), recipe).feature;
}

/**
 * As extractRecipe, of features with networks behind them too, and with how many of the frames are real: those that padding
 * added are not; 0 of features without frames.
 *
 * @throws ConfigError, AudioError as its steps; ModelError where a network's file is not at hand, or fails
 */
export async function runRecipe(
  audio: Audio,
  recipe: Recipe,
  networks: Networks,
): Promise<{ feature: Feature; frames: number }> {
  const prepared = prepareAudio(audio, recipe);
  const parts: Feature[] = [];
  for (const step of recipe.features) parts.push(await runFeature(prepared, step, networks));
  return finished(parts, recipe);
}

function finished(parts: readonly Feature[], recipe: Recipe): { feature: Feature; frames: number } {
  const joined = joinFeatures(parts);
  const frames = joined.axes.at(-1) === "frame" ? framesOf(joined) : 0;
  if (typeof recipe.frames !== "number") return { feature: joined, frames };
  return { feature: padFrames(joined, recipe.frames), frames: Math.min(frames, recipe.frames) };
}
