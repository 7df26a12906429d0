import { expect, test } from "vitest";
import { Graph } from "../graph.ts";
import { initialWeights, network } from "../network.ts";
import { flatten } from "./dense.ts";
import { gru } from "./recurrent.ts";

test("gru has torch.nn.GRU's parameters, uniform within 1 / sqrt(units), for each direction", () => {
  const series = network([6, 3], (x) => flatten(gru(x, { name: "gru", units: 100, bidirectional: true })));
  const weights = initialWeights(series, 1);
  const parts = ["inWeight", "hiddenWeight", "inBias", "hiddenBias"];
  expect([...weights.keys()]).toEqual(
    ["", "Reverse"].flatMap((end) => parts.map((part) => `gru.${part}${end}`)),
  );
  for (const [name, data] of weights) {
    const largest = Math.max(...data.map(Math.abs));
    expect(largest, name).toBeLessThanOrEqual(0.1);
    expect(largest, name).toBeGreaterThan(0.097);
  }
});

test("gru gives its states of one direction or both, by a number of its own", () => {
  const graph = new Graph(2, true);
  const x = graph.leaf("x", [2, 6, 3]);
  expect(gru(x, { units: 4 }).shape).toEqual([2, 6, 4]);
  expect(gru(x, { units: 4, bidirectional: true }).shape).toEqual([2, 6, 8]);
  expect(graph.parameters.filter(({ name }) => name.startsWith("gru2.")).length).toBe(8);
  expect(() => gru(graph.leaf("v", [2, 6]), { units: 4, name: "gru" })).toThrow(
    "layer gru (gru): expected x [row, frame, in]",
  );
});
