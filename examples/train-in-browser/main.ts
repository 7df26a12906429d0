/** Trains a network in a web page, paints what it has learnt, and offers it as an ONNX file; serve.ts shows it. */
import { createRandom } from "prosodia";
import * as engine from "prosodia/engine";

const random = createRandom(1);
const hidden = (x: engine.Value) => engine.relu(engine.dense(x, 64));
const spirals = engine.network([2], (x) => engine.dense(hidden(hidden(x)), 3));
const step = await engine.createTrainingStep(spirals, engine.initialWeights(spirals, 1), {
  batchSize: 96,
  labels: 3,
  optimizer: engine.adam(),
});
const labels = Array.from({ length: 96 }, (_, row) => row % 3);
const progress = document.querySelector("#progress") ?? document.body;
for (let done = 20; done <= 600; done += 20) {
  const inputs = step.inputs.slice(0, 20);
  for (const { features, targets, rowMask } of inputs) {
    for (const [row, label] of labels.entries()) {
      const radius = random.uniform();
      const angle = 5 * radius + (2 * Math.PI * label) / 3 + 0.1 * random.normal();
      features.set([radius * Math.cos(angle), radius * Math.sin(angle)], 2 * row);
    }
    engine.fillTargets(targets, labels, [1, 1, 1], 0);
    rowMask.fill(1);
  }
  const results = await step.run(
    inputs.map(() => ({ rates: { learningRate: 0.01, momentum: 0.9 }, random })),
  );
  progress.textContent = `${done} steps, loss ${results[19].loss.toFixed(3)}`;
  await new Promise(requestAnimationFrame); // a run blocks the page's thread: let it paint
}

const onnx = engine.exportNetwork(spirals, step.weights());
const session = await engine.createSession(onnx);
const points = Float32Array.from({ length: 20_000 }, (_, i) => ((i >> 1) % 100) / 50 - 1);
for (let i = 1; i < points.length; i += 2) points[i] = Math.floor(i / 200) / 50 - 1;
const { probabilities } = await session.run({ features: engine.floatTensor(points, [10_000, 2]) });
const image = new ImageData(100, 100);
for (const [i, p] of Array.from(probabilities.data, Number).entries()) {
  image.data[4 * Math.floor(i / 3) + (i % 3)] = 255 * p; // red, green, blue: the three labels
  image.data[4 * Math.floor(i / 3) + 3] = 255;
}
document.querySelector("canvas")?.getContext("2d")?.putImageData(image, 0, 0);
const link = document.querySelector("a");
link?.setAttribute("href", URL.createObjectURL(new Blob([onnx])));
link?.removeAttribute("hidden");
