/** A recogniser of test signals, fitted in a moment: noise, sweep or vowel, each at several pitches and levels. */
import type { Audio } from "../src/audio/audio.ts";
import { parseParams } from "../src/base/params.ts";
import { createDataset, type Dataset, widthOf } from "../src/dataset/dataset.ts";
import type { ScalerKind } from "../src/dataset/scale.ts";
import { extractRecipe, parseRecipe, type Recipe } from "../src/features/recipe.ts";
import type { Choice } from "../src/learners/index.ts";
import { fitPipeline } from "../src/learners/pipeline.ts";
import { models } from "../src/models/index.ts";
import type { RecogniserInfo } from "../src/recogniser/index.ts";
import { goldenSignal } from "./golden-signals.ts";

export const TOY_LABELS = ["noise", "sweep", "vowel"] as const;
export type ToyLabel = (typeof TOY_LABELS)[number];

/** A quarter of a second; `variant` changes level and, by cutting the start off, the phase. */
export function toyAudio(label: ToyLabel, variant: number, sampleRate = 16000): Audio {
  const length = sampleRate / 4;
  const whole = goldenSignal(label, length + 160 * variant, sampleRate);
  const gain = 1 / (1 + variant);
  return { samples: whole.subarray(160 * variant).map((value) => gain * value), sampleRate };
}

export interface Toy {
  readonly onnx: Uint8Array<ArrayBuffer>;
  readonly info: RecogniserInfo;
  /** Rows as the recogniser gets them: not standardised. */
  readonly data: Dataset;
  readonly recipe: Recipe;
  /** How rows are standardised before the model gets them; null for not at all. */
  readonly per: ScalerKind | null;
  readonly model: Choice;
}

/** The rows of the toy's twelve clips, four of each label. */
export function toyData(input: "vector" | "image"): { data: Dataset; recipe: Recipe } {
  const recipe = parseRecipe("toy", {
    sampleRate: 16000,
    features: [{ id: "mfcc", params: { nMfcc: 6, hopSamples: 256 } }],
  });
  const clips = TOY_LABELS.flatMap((label, y) =>
    [0, 1, 2, 3].map((variant) => ({ id: `${label}${variant}`, y, audio: toyAudio(label, variant) })),
  );
  const rows = clips.map(({ audio }) => extractRecipe(audio, recipe));
  const shape = input === "image" ? rows[0].shape : [widthOf(rows[0].shape)];
  const data = createDataset({
    clipIds: clips.map((clip) => clip.id),
    shape,
    x: Float32Array.from(rows.flatMap((row) => [...row.data])),
    labels: TOY_LABELS,
    y: Int32Array.from(clips, (clip) => clip.y),
  });
  return { data, recipe };
}

export async function fitToy(input: "vector" | "image", isScaled: boolean): Promise<Toy> {
  const { data, recipe } = toyData(input);
  const [id, raw] =
    input === "vector" ? ["kernel-ridge", {}] : ["wigglenet", { channels: 4, epochs: 2, batchSize: 6 }];
  const model = { id, params: parseParams(`model ${id}`, models.find(id).params, raw) };
  const per = !isScaled ? null : input === "image" ? "coefficient" : "number";
  const steps = per === null ? [] : [{ id: "standardise", params: { per } }];
  const { onnx } = await fitPipeline(data, { steps, model }, { seed: 1, threads: 1 });
  const info: RecogniserInfo = {
    format: 2,
    name: `toy-${input}`,
    labels: [...TOY_LABELS],
    inputs: [{ from: "audio", name: "features", recipe, shape: [...data.shape] }],
    decides: false,
    learner: { id: "recogniser", recipe, steps, model },
    trainedOn: {
      corpus: "test signals",
      clips: data.clipIds.length,
      fingerprint: "0123abcd",
      licence: "MIT",
      citation: "Nobody (2026). “Signals”.",
    },
    measured: {
      protocol: "random",
      folds: 4,
      scores: [{ metric: "uar", value: 0.75, low: 0.5, high: 1, n: 12, resampled: "clip" }],
    },
    fit: "f00d",
    seed: 1,
    version: "0.1.0",
  };
  return { onnx, info, data, recipe, per, model };
}
