/** The same recogniser, measured twice: with its speakers known and unknown. `npx tsx examples/evaluate.ts` */
import { InferenceSession, Tensor } from "onnxruntime-node";
import { createRandom } from "../src/base/random.ts";
import type { Clip } from "../src/corpus/corpus.ts";
import * as data from "../src/dataset/index.ts";
import { features } from "../src/features/index.ts";
import { bootstrapScores, metrics } from "../src/metrics/index.ts";
import { models } from "../src/models/index.ts";
import { demoClips, emotionNames } from "../src/synth/index.ts";

const feature = features.get("mfcc-stats");
const clips: Clip[] = [];
const rows: Float32Array[] = [];
for (const { name, audio } of demoClips({ voices: 4, takes: 1 })) {
  const label = emotionNames[Number(name.slice(6, 8)) - 1];
  clips.push({ id: name, path: name, corpus: "demo", label, speaker: name.slice(18, 20) });
  rows.push(feature.extract(audio, feature.params.parse({})).data);
}
const dataset = data.createDataset({
  clipIds: clips.map((clip) => clip.id),
  shape: [rows[0].length],
  x: Float32Array.from(rows.flatMap((row) => [...row])),
  labels: emotionNames,
  y: Int32Array.from(clips, ({ id }) => Number(id.slice(6, 8)) - 1),
});
const side = (clipIds: readonly string[]) =>
  data.selectRows(
    dataset,
    clipIds.map((id) => dataset.clipIds.indexOf(id)),
  );

const model = models.get("kernel-ridge");
const accuracy = metrics.get("accuracy");
for (const protocol of ["random", "speaker"]) {
  const options = { folds: 4, testShare: 0.25, copies: 0 };
  const folds: data.Predictions[] = [];
  for (const fold of data.splits.find(protocol).split(clips, options, createRandom(1))) {
    const scaler = data.fitScaler(side(fold.train), "standard"); // sees training rows only
    const train = data.applyScaler(scaler, side(fold.train));
    const test = data.applyScaler(scaler, side(fold.test));
    const { onnx } = await model.fit(train, model.params.parse({}), { seed: 1 });
    const session = await InferenceSession.create(onnx); // a fitted model is a standard ONNX model
    const input = new Tensor("float32", test.x, [test.y.length, ...test.shape]);
    const output = await session.run({ features: input });
    const probabilities = Float32Array.from(output.probabilities.data, Number);
    folds.push(data.createPredictions({ ...test, source: protocol, truth: test.y, probabilities }));
  }
  const { truth, predicted } = data.mergePredictions(protocol, folds);
  const [score] = bootstrapScores([accuracy], truth, predicted, emotionNames.length, { seed: 1 });
  const [value, low, high] = [score.value, score.low, score.high].map((share) => (100 * share).toFixed(1));
  console.log(`${protocol}: ${value} % [${low}, ${high}] of ${score.n} clips`);
}
