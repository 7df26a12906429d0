import { expect, test } from "vitest";
import { parseParams } from "../base/params.ts";
import { trace } from "../engine/network.ts";
import { tutorialCnn, tutorialCnnNetwork } from "./tutorial-cnn.ts";

const params = (raw: object = {}) => parseParams("model tutorial-cnn", tutorialCnn.params, raw);

test("by default two convolutions of 128 channels see 40 numbers, and 5 places of them reach the labels", () => {
  const { graph, logits } = trace(tutorialCnnNetwork(40, 8, params()), 2, true);
  expect(logits.shape).toEqual([2, 8]);
  expect(graph.parameters.map(({ name, shape }) => [name, shape])).toEqual([
    ["layer1.weight", [128, 1, 5]],
    ["layer1.bias", [128]],
    ["layer2.weight", [128, 128, 5]],
    ["layer2.bias", [128]],
    ["output.weight", [8, 5 * 128]],
    ["output.bias", [8]],
  ]);
  expect(graph.dropoutMasks.map(({ name, shape, rate }) => [name, shape, rate])).toEqual([
    ["layer1Dropout.mask", [2, 128, 40], 0.1],
    ["layer2Dropout.mask", [2, 128, 5], 0.1],
  ]);
});
