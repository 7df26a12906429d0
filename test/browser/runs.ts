/** Trainings that Node and a browser both do, on hashed rows: what they give, as numbers that can be sent. */

import { speechActivity } from "../../src/audio/speech.ts";
import { parseParams } from "../../src/base/params.ts";
import { createRandom } from "../../src/base/random.ts";
import * as engine from "../../src/engine/index.ts";
import { features, openNetworks, parseRecipe, runRecipe } from "../../src/features/index.ts";
import { models } from "../../src/models/index.ts";
import { noise, synthesise, voices, vowel } from "../../src/synth/index.ts";
import { createClusters } from "../clusters.ts";
import { hashedFeatures, type NetworkCase, networkOf } from "../golden-networks.ts";

const STEPS = 20;
/** Rows of an epoch: the last batch is short. */
const ROWS = 27;
const BATCH_SIZE = 8;

export const NETWORKS = {
  wigglenet: { model: "wigglenet", shape: [10, 40], labels: 5, channels: 6, dropout: 0.2 },
  timnet: { model: "timnet", shape: [9, 24], labels: 4, channels: 8, blocks: 3 },
  mlp: { model: "mlp", shape: [30], labels: 6, hidden: [40, 20], dropout: 0.3, batchNorm: true },
} satisfies Record<string, NetworkCase & Record<string, unknown>>;

export type NetworkName = keyof typeof NETWORKS;

export interface Run {
  readonly losses: number[];
  readonly weights: [string, number[]][];
  readonly onnx: number[];
  /** Of the training rows, by the exported network. */
  readonly probabilities: number[];
}

/** Twenty steps in runs of four, and the export. */
export async function trainHashed(name: NetworkName): Promise<Run> {
  const one = NETWORKS[name];
  const network = networkOf(one);
  const step = await engine.createTrainingStep(network, engine.initialWeights(network, 5), {
    batchSize: BATCH_SIZE,
    labels: one.labels,
    optimizer: engine.adam({ weightDecay: 0.01, decoupled: true }),
    clipNorm: 3,
  });
  const x = hashedFeatures(one.shape, ROWS);
  const width = x.length / ROWS;
  const random = createRandom(9);
  const losses: number[] = [];
  let from = 0;
  while (losses.length < STEPS) {
    const inputs = step.inputs.slice(0, 4);
    for (const { features, targets, rowMask } of inputs) {
      const rows = Math.min(BATCH_SIZE, ROWS - from);
      features.set(x.subarray(from * width, (from + rows) * width));
      rowMask.fill(1, 0, rows).fill(0, rows);
      const labels = Array.from({ length: rows }, (_, row) => (from + row) % one.labels);
      engine.fillTargets(targets, labels, new Array<number>(one.labels).fill(1), 0.1);
      from = from + rows === ROWS ? 0 : from + rows;
    }
    const rates = { learningRate: 0.003, momentum: 0.9 };
    const results = await step.run(inputs.map(() => ({ rates, random })));
    losses.push(...results.map(({ loss }) => loss));
  }
  const weights = step.weights();
  await step.release();
  const onnx = engine.exportNetwork(network, weights);
  return {
    losses,
    weights: [...weights].map(([tensor, numbers]) => [tensor, [...numbers]]),
    onnx: [...onnx],
    probabilities: await probabilitiesOf(onnx, x, [ROWS, ...one.shape]),
  };
}

export async function probabilitiesOf(
  onnx: Uint8Array,
  x: Float32Array,
  shape: readonly number[],
): Promise<number[]> {
  const session = await engine.createSession(onnx);
  const { probabilities } = await session.run({ features: engine.floatTensor(x, shape) });
  await session.release();
  return Array.from(probabilities.data, Number);
}

/** The losses of a whole fit with a validation side, by the training that experiments use. */
export async function fitClusters(): Promise<{ loss: number; validationLoss: number | undefined }[]> {
  const mlp = models.get("mlp");
  const params = parseParams("model mlp", mlp.params, {
    ...{ hidden: [16], epochs: 5, batchSize: 8, learningRate: 0.01 },
    ...{ dropout: 0.2, mixup: 0.3, validation: 0.25, ema: 0.9 },
  });
  const { history } = await mlp.fit(createClusters([6], 3, 48), params, { seed: 3 });
  return history.map(({ loss, validationLoss }) => ({ loss, validationLoss }));
}

/** What the encoder gives of a second of a synthetic vowel; its file in base64. */
export async function encodeVowel(file: string): Promise<number[]> {
  const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
  const networks = openNetworks(async () => bytes, { threads: 1 });
  const overTime = { functionals: ["mean", "sd", "mean-change"] };
  const recipe = parseRecipe("recipe", { features: [{ id: "encoder", overTime }] });
  const { feature } = await runRecipe(vowel(), recipe, networks);
  await networks.release();
  return [...feature.data];
}

/** What the speech gate says of noise, and of a synthetic voice. */
export function speechIn(): number[] {
  const spoken = synthesise({
    ...{ voice: voices[0], sentence: "kids", emotion: "happy", intensity: "normal", take: 1, seed: 1 },
  } as const);
  return [noise(), spoken].map((audio) => speechActivity(audio).frames.reduce((sum, one) => sum + one, 0));
}

/** Every feature of a second of a synthetic vowel, as far as its numbers are defined. */
export function extractAll(): [string, number[]][] {
  const audio = vowel();
  return features.list.map((feature) => {
    const { data } = feature.extract(audio, feature.params.parse({}));
    return [feature.id, [...data]];
  });
}
