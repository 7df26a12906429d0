/** A small network, trained and used: two voices of the demo corpus, a few seconds. `npx tsx examples/train-network.ts` */
import { InferenceSession, Tensor } from "onnxruntime-node";
import { applyScaler, createDataset, fitScaler } from "prosodia";
import { extractRecipe, parseRecipe } from "prosodia/features";
import { models } from "prosodia/models";
import { demoClips, emotionNames } from "prosodia/synth";

const recipe = parseRecipe("recipe", { features: [{ id: "mfcc", overTime: {} }] });
const clips = [...demoClips({ voices: 2, takes: 1 })];
const vectors = clips.map(({ audio }) => extractRecipe(audio, recipe).data);
const unscaled = createDataset({
  clipIds: clips.map(({ name }) => name),
  shape: [vectors[0].length],
  x: Float32Array.from(vectors.flatMap((vector) => [...vector])),
  labels: emotionNames,
  y: Int32Array.from(clips, ({ name }) => Number(name.slice(6, 8)) - 1),
});
const train = applyScaler(fitScaler(unscaled, "number"), unscaled);

const mlp = models.get("mlp");
const params = mlp.params.decode({ hidden: [64, 32], epochs: 40, batchSize: 16, learningRate: 0.01 });
const { onnx, history } = await mlp.fit(train, params, {
  seed: 1,
  onEpoch({ epoch, epochs, loss, accuracy }) {
    if (epoch % 10 === 0) {
      console.log(
        `epoch ${epoch} of ${epochs}: loss ${loss.toFixed(3)}, training accuracy ${accuracy.toFixed(2)}`,
      );
    }
  },
});
console.log(`${history.length} epochs; the model is ${onnx.length} bytes of ONNX`);

const session = await InferenceSession.create(onnx);
const output = await session.run({
  features: new Tensor("float32", train.x, [clips.length, ...train.shape]),
});
const first = Array.from(output.probabilities.data, Number).slice(0, emotionNames.length);
const best = first.indexOf(Math.max(...first));
console.log(`${clips[0].name}: ${emotionNames[best]}, ${(100 * first[best]).toFixed(0)} %`);
