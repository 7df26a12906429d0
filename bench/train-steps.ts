/** Our side of bench/train.ts: the first request says what to train, each later one makes a run of steps. */
import { createInterface } from "node:readline";
import { z } from "zod";
import { createRandom } from "../src/base/random.ts";
import { initialWeights } from "../src/engine/network.ts";
import { sgd } from "../src/engine/optimizer.ts";
import { fillTargets } from "../src/engine/targets.ts";
import { createTrainingStep, type StepPlan, type TrainingStep } from "../src/engine/training-step.ts";
import { networkOf } from "../test/golden-networks.ts";

const setup = z.looseObject({
  model: z.string(),
  shape: z.array(z.number()),
  labels: z.number(),
  batch: z.number(),
  threads: z.number(),
});

const rates = { learningRate: 1e-3, momentum: 0.9 };
let step: TrainingStep | undefined;
let plans: StepPlan[] = [];
for await (const line of createInterface({ input: process.stdin })) {
  if (step === undefined) {
    const { batch, threads, ...network } = setup.parse(JSON.parse(line));
    const weights = initialWeights(networkOf(network), 1);
    const started = performance.now();
    step = await createTrainingStep(networkOf(network), weights, {
      batchSize: batch,
      labels: network.labels,
      optimizer: sgd(),
      threads,
    });
    const compileMs = performance.now() - started;
    const random = createRandom(1);
    for (const { features, targets, rowMask } of step.inputs) {
      for (let i = 0; i < features.length; i++) features[i] = random.normal();
      const labels = Array.from({ length: batch }, (_, i) => i % network.labels);
      fillTargets(targets, labels, new Array(network.labels).fill(1), 0);
      rowMask.fill(1);
    }
    plans = step.inputs.map(() => ({ rates, random }));
    for (let run = 0; run < 3; run++) await step.run(plans.slice(0, step.stepsPerRun));
    console.log(JSON.stringify({ compileMs }));
    continue;
  }
  const started = performance.now();
  const steps = plans.slice(0, step.stepsPerRun);
  await step.run(steps);
  const ms = (performance.now() - started) / steps.length;
  console.log(JSON.stringify({ ms, memoryMb: process.resourceUsage().maxRSS / 1024 }));
}
await step?.release();
