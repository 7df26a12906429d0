/** The operators that a recogniser file may hold are those of exports: not one less, and not one more. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseParams } from "../../src/base/params.ts";
import { createPredictions } from "../../src/dataset/predictions-table.ts";
import type { Rows } from "../../src/dataset/rows.ts";
import {
  abs,
  averagePool,
  batchNorm,
  concat,
  conv1d,
  cos,
  dense,
  div,
  erf,
  exp,
  exportNetwork,
  flatten,
  gaborConv1d,
  gelu,
  globalAveragePool,
  globalMaxPool,
  gru,
  initialWeights,
  layerNorm,
  log,
  maximum,
  network,
  pad,
  rbf,
  rbfConv1d,
  reverse,
  type Shape,
  selfAttention,
  shift,
  sign,
  sin,
  sqrt,
  square,
  squeezeExcite,
  tanh,
  transpose,
  type Value,
  weightedSum,
} from "../../src/engine/index.ts";
import { boundRows } from "../../src/engine/onnx/bounds/bound-rows.ts";
import { OPERATORS } from "../../src/engine/onnx/bounds/operators.ts";
import { decodeModel } from "../../src/engine/onnx/builder.ts";
import { assemble } from "../../src/learners/assemble.ts";
import type { Fitted, TrainedFit } from "../../src/learners/fitted.ts";
import { type FitContext, learners } from "../../src/learners/index.ts";
import { fitPipeline } from "../../src/learners/pipeline.ts";
import { models } from "../../src/models/index.ts";
import { steps } from "../../src/steps/index.ts";
import { createClusters } from "../clusters.ts";
import { EXPORTED, networkOf, trainedWeights } from "../golden-networks.ts";

const used = new Set<string>();

/** Notes the operators of a graph, which must be within bounds. */
function look(onnx: Uint8Array): void {
  const model = decodeModel(onnx);
  boundRows(model);
  for (const { opType } of model.graph?.node ?? []) used.add(opType);
}

/** What a plugin's network may be made of: layers and operations of the engine. */
function exported(shape: Shape, build: (x: Value) => Value): void {
  const one = network(shape, build);
  look(exportNetwork(one, initialWeights(one, 1)));
}

test("layers and operations of the engine", () => {
  const label = (x: Value): Value => dense(flatten(x), 3);
  const numbers = [abs, cos, erf, exp, gelu, log, sign, sin, sqrt, square, tanh];
  exported([6], (x) =>
    dense(
      numbers.reduce((value, operation) => operation(value), x),
      3,
    ),
  );
  exported([6], (x) => dense(maximum(div(x, shift(x, 2)), rbf(x, 6)), 3));
  exported([4, 8], (x) => label(selfAttention(layerNorm(transpose(x, [0, 2, 1])), { heads: 2 })));
  exported([4, 8], (x) => label(gru(transpose(x, [0, 2, 1]), { units: 5, bidirectional: true })));
  const series: ((x: Value) => Value)[] = [
    (x) => concat([conv1d(x, { channels: 4, kernel: 3, padding: "same" }), reverse(x, 1)], 1),
    (x) => rbfConv1d(gaborConv1d(x, { channels: 4, kernel: 3 }), { channels: 4, kernel: 3 }),
    (x) => squeezeExcite(batchNorm(pad(x, [0, 0, 1], [0, 0, 2]))),
    (x) => weightedSum([globalAveragePool(x), globalMaxPool(averagePool(x, [2]))]),
  ];
  for (const one of series) exported([4, 8], (x) => label(one(x)));
});

test("models, as they are measured against Python", () => {
  for (const one of Object.values(EXPORTED)) {
    const golden = networkOf(one);
    look(exportNetwork(golden, trainedWeights(golden)));
  }
});

const [SMALL_IMAGE, LABELS] = [
  [6, 8],
  ["a", "b", "c"],
] as const;
const rows = createClusters(SMALL_IMAGE, 3, 48);

test("models that are no networks, and steps", async () => {
  const average = {
    kind: "number" as const,
    shape: SMALL_IMAGE,
    mean: new Float32Array(48),
    scale: new Float32Array(48).fill(1),
    shrinkage: 2,
  };
  const context = { seed: 1, threads: 1, groups: rows.clipIds.map((_, row) => `speaker${row % 4}`) };
  const kernels = models.list.filter((model) => !("network" in model));
  expect(kernels.length).toBeGreaterThan(1);
  const eachKernel = ["poly", "rbf", "linear"].map((kernel) => ({ kernel }));
  for (const model of kernels) {
    const { shape } = model.params;
    const few = "landmarks" in shape ? [{ landmarks: 5 }] : [];
    for (const options of ["kernel" in shape ? eachKernel : {}, few].flat()) {
      const params = parseParams(`model ${model.id}`, model.params, options);
      const chosen = { steps: [], model: { id: model.id, params } };
      look((await fitPipeline(rows, chosen, context, average)).onnx);
      // rows that are images, and a label without rows
      look((await model.fit({ ...rows, y: rows.y.map((y) => y % 2) }, params, context)).onnx);
    }
  }
  const few: Record<string, object> = {
    dwt: { wavelet: "db1" },
    pca: { dimensions: 5 },
    rfe: { k: 5 },
    "select-k-best": { k: 5 },
    tsne: { perplexity: 5 },
    vq: { codewords: 6 },
  };
  for (const step of steps.list) {
    const params = parseParams(`step ${step.id}`, step.params, few[step.id]);
    look((await step.fit(rows, params, { seed: 1, threads: 1 })).onnx);
    if (step.id !== "vq") continue;
    const frames = new Int32Array(48).fill(5);
    const counting = { ...params, padding: "ignored" };
    look((await step.fit({ ...rows, frames }, counting, { seed: 1, threads: 1 })).onnx);
  }
});

test("learners that hold others, put together in one file", async () => {
  const params = parseParams("model kernel-ridge", models.get("kernel-ridge").params, {});
  const chosen = { steps: [], model: { id: "kernel-ridge", params } };
  const { onnx } = await fitPipeline(rows, chosen, { seed: 1, threads: 1 });
  const recipe = {
    sampleRate: 16_000,
    trimDb: null,
    levelDb: null,
    preEmphasis: 0,
    seconds: null,
    frames: null,
    features: [],
  };
  const trained: TrainedFit = {
    kind: "trained",
    labels: LABELS,
    fit: "",
    input: { from: "audio", recipe, shape: SMALL_IMAGE, normalised: null, countsFrames: false },
    history: [],
    seconds: 0,
  };
  const member = (name: string) => ({ id: "recogniser", name });
  const context: Pick<FitContext, "fit" | "outOfFold"> = {
    fit: async () => ({ ...trained }),
    outOfFold: async ({ name }) => ({
      ...createPredictions({
        source: name,
        labels: LABELS,
        clipIds: ["0", "1", "2"],
        probabilities: Float32Array.of(0.6, 0.3, 0.1, 0.5, 0.4, 0.1, 0.2, 0.2, 0.6),
      }),
      fold: Int32Array.of(0, 1, 1),
    }),
  };
  const clips: Rows = {
    keys: [0, 1, 2].map((i) => ({ clipId: `${i}`, copy: 0 })),
    columns: new Map([0, 1, 2].map((i) => [`${i}`, { label: LABELS[i], sex: i === 0 ? "female" : "male" }])),
    target: "label",
    labels: LABELS,
    normalised: null,
  };
  const members = [member("one"), member("two")];
  const both = { members, branches: { female: members[0], male: members[1] } };
  for (const [id, own] of [
    ["majority-vote", { members }],
    ["mean-probability", { members }],
    ["geometric-mean", { members }],
    ["ranked-vote", { members }],
    ["bred", { members, generations: 2, folds: 2 }],
    ["route", { by: "sex", branches: both.branches }],
    ["calibrated", { learner: members[0] }],
    ["align", { learner: members[0], by: "sex" }],
  ] as const) {
    const learner = learners.find(id);
    const unused = () => Promise.reject(new Error("a head trains nothing"));
    const full: FitContext = {
      ...context,
      train: unused,
      note: () => undefined,
      searched: () => undefined,
    };
    const fitted: Fitted = await learner.fit(clips, parseParams(id, learner.params, own), full);
    look((await assemble(fitted, async () => onnx)).onnx);
  }
});

test("the learner of CONTRIBUTING.md", () => {
  const text = readFileSync(new URL("../../CONTRIBUTING.md", import.meta.url), "utf8");
  const names = [...text.matchAll(/onnx\.node\(\s*"(\w+)"/g)].map(([, name]) => name);
  expect(names).toContain("ReduceMax");
  for (const name of names) used.add(name);
  expect(names.filter((name) => !OPERATORS.has(name))).toEqual([]);
});

test("the list holds no operator that nothing exports", () => {
  expect([...OPERATORS.keys()].filter((one) => !used.has(one))).toEqual([]);
});
