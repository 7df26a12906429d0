/** A recogniser of test signals, fitted in a moment: noise, sweep or vowel, each at several pitches and levels. */
import type { Audio } from "../src/audio/audio.ts";
import { parseParams } from "../src/base/params.ts";
import { createDataset, type Dataset, widthOf } from "../src/dataset/dataset.ts";
import { applyScaler, fitScaler } from "../src/dataset/scale.ts";
import { extractRecipe, parseRecipe } from "../src/features/recipe.ts";
import { models } from "../src/models/index.ts";
import type { Affine, RecogniserInfo } from "../src/recogniser/index.ts";
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
  readonly scaler: Affine | null;
  readonly info: RecogniserInfo;
  /** Rows as the recogniser gets them: not scaled. */
  readonly data: Dataset;
  /** The rows as the model inside gets them. */
  readonly scaledX: Float32Array;
}

export async function fitToy(input: "vector" | "image", isScaled: boolean): Promise<Toy> {
  const recipe = parseRecipe("toy", {
    sampleRate: 16000,
    features: [{ id: "mfcc", params: { nMfcc: 6, hopSamples: 256 } }],
  });
  const [id, raw] =
    input === "vector" ? ["kernel-ridge", {}] : ["wigglenet", { channels: 4, epochs: 2, batchSize: 6 }];
  const model = models.find(id);
  const params = parseParams(`model ${model.id}`, model.params, raw);
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
  const kind = !isScaled ? "none" : input === "image" ? "coefficient" : "standard";
  const scaler = fitScaler(data, kind);
  const scaled = applyScaler(scaler, data);
  const { onnx } = await model.fit(scaled, params, { seed: 1, threads: 1 });
  const info: RecogniserInfo = {
    format: 1,
    name: `toy-${input}`,
    labels: [...TOY_LABELS],
    recipe,
    shape: [...shape],
    model: { id: model.id, params },
    trainedOn: {
      corpus: "test signals",
      clips: clips.length,
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
  const { mean, scale, shape: dims } = scaler;
  return { onnx, scaler: isScaled ? { mean, scale, dims } : null, info, data, scaledX: scaled.x };
}
