/** The engine by itself: a network, its training and its ONNX file, to tell two rings apart. `npx tsx examples/engine.ts` */
import { InferenceSession, Tensor } from "onnxruntime-node";
import { createRandom } from "prosodia";
import * as engine from "prosodia/engine";

const random = createRandom(1);
const rings = engine.network([2], (x) =>
  engine.dense(engine.dropout(engine.relu(engine.dense(x, 64)), 0.1), 2),
);
const step = await engine.createTrainingStep(rings, engine.initialWeights(rings, 1), {
  batchSize: 64,
  labels: 2,
  optimizer: engine.adam({ weightDecay: 0.01, decoupled: true }),
});
const labels = Array.from({ length: 64 }, (_, row) => row % 2);
for (let done = 20; done <= 100; done += 20) {
  const inputs = step.inputs.slice(0, 20); // of 20 steps, which one run makes
  for (const { features, targets, rowMask } of inputs) {
    for (const [row, label] of labels.entries()) {
      const angle = 2 * Math.PI * random.uniform();
      const radius = 1 + label + 0.1 * random.normal();
      features.set([radius * Math.cos(angle), radius * Math.sin(angle)], 2 * row);
    }
    engine.fillTargets(targets, labels, [1, 1], 0);
    rowMask.fill(1); // every row takes part
  }
  const rates = { learningRate: 0.02, momentum: 0.9 };
  const results = await step.run(inputs.map(() => ({ rates, random })));
  console.log(`${done} steps: loss ${results[19].loss.toFixed(3)}`);
}

const onnx = engine.exportNetwork(rings, step.weights());
await step.release();
const session = await InferenceSession.create(onnx);
const points = new Tensor("float32", Float32Array.of(0.7, 0.7, -1.4, 1.4), [2, 2]);
const { probabilities } = await session.run({ features: points });
const [inner, , , outer] = Array.from(probabilities.data, Number).map((p) => `${Math.round(100 * p)} %`);
console.log(`${onnx.length} bytes of ONNX: (0.7, 0.7) is inside: ${inner}, (-1.4, 1.4) outside: ${outer}`);
