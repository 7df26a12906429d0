import { expect, test } from "vitest";
import { z } from "zod";
import { trainingParams } from "./options.ts";
import { phaseAt, stagesOf } from "./stages.ts";

const schema = z.strictObject(trainingParams);
const stages = (raw: object) => stagesOf(schema.parse(raw));

test("flat options are one stage", () => {
  const flat = { epochs: 7, batchSize: 5, learningRate: 0.2, momentum: 0.5, schedule: "cosine" };
  expect(stages(flat)).toEqual([
    {
      epochs: 7,
      momentum: 0.5,
      schedule: { id: "cosine" },
      reshuffle: false,
      phases: [{ epochs: 7, batchSize: 5, learningRate: 0.2 }],
    },
  ]);
});

test("manual phases: what a stage does not say is as outside of the stages", () => {
  const list = stages({
    epochs: 3,
    batchSize: 64,
    schedule: "constant",
    stages: [
      { epochs: 70, learningRate: 1 },
      { epochs: 20, learningRate: 0.3, batchSize: 32, momentum: 0.1, reshuffle: true },
      { schedule: { id: "step", factor: 0.5, epochs: 2 } },
    ],
  });
  expect(list.map(({ phases }) => phases)).toEqual([
    [{ epochs: 70, batchSize: 64, learningRate: 1 }],
    [{ epochs: 20, batchSize: 32, learningRate: 0.3 }],
    [{ epochs: 3, batchSize: 64, learningRate: 0.001 }],
  ]);
  expect(list.map(({ schedule }) => schedule)).toEqual([
    { id: "constant" },
    { id: "constant" },
    { id: "step", factor: 0.5, epochs: 2 },
  ]);
  expect(list.map(({ reshuffle, momentum }) => [reshuffle, momentum])).toEqual([
    [false, 0.9],
    [true, 0.1],
    [false, 0.9],
  ]);
});

test("growing-batch divides the batch by the factor; beyond the largest batch the rate falls", () => {
  const [stage] = stages({
    epochs: 11,
    batchSize: 16,
    learningRate: 0.1,
    schedule: { id: "growing-batch", factor: 0.5, epochs: 3, maxBatchSize: 40 },
  });
  expect(stage.phases).toEqual([
    { epochs: 3, batchSize: 16, learningRate: 0.1 },
    { epochs: 3, batchSize: 32, learningRate: 0.1 },
    { epochs: 3, batchSize: 40, learningRate: (0.1 * 40) / 64 },
    { epochs: 2, batchSize: 40, learningRate: (0.1 * 40) / 128 },
  ]);
  expect([0, 2, 3, 8, 9, 10].map((epoch) => stage.phases.indexOf(phaseAt(stage, epoch)))).toEqual([
    0, 0, 1, 2, 3, 3,
  ]);
});
