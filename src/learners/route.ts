/** Routes: a learner of its own for every value of a column, such as sex or sentence. */
import { z } from "zod";
import { ConfigError, ModelError } from "../base/errors.ts";
import { distinctValues, targeting, whereColumn } from "../dataset/rows.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import type { HeadInput } from "./fitted.ts";
import { defineLearner, learnerSpec } from "./learner.ts";

export const route = defineLearner({
  id: "route",
  summary:
    "a learner for every value of a column; where the value is not known, the mean of all, or a router tells it",
  source: "the project report's models per sex and per sentence; Jacobs et al. 1991 (mixtures of experts)",
  children: { branches: "map", router: "one" },
  params: z.strictObject({
    by: z.string().describe("column, such as sex or sentence"),
    branches: z.record(z.string(), learnerSpec).describe("value of the column -> the learner of such clips"),
    router: learnerSpec
      .optional()
      .describe("a learner that tells the column from audio: its probabilities weigh the branches"),
  }),
  settle(where, params) {
    if (params.by === "label")
      throw new ConfigError(`${where}: by: a route by the label would need the answer.`);
    if (Object.keys(params.branches).length < 2) {
      throw new ConfigError(`${where}: branches: expected at least two values of ${params.by}.`);
    }
    return params;
  },
  describe: ({ by, branches, router }) => {
    const each = Object.entries(branches).map(([value, { name }]) => `${value}: ${name}`);
    return `route by ${by}${router === undefined ? "" : ` as ${router.name} tells it`} (${each.join(", ")})`;
  },
  async fit(rows, { by, branches, router }, context) {
    if (by === rows.target) throw new ConfigError(`route: by: "${by}" is what is to be learnt.`);
    const values = Object.keys(branches);
    const strange = distinctValues("route", rows, by).find((value) => !values.includes(value));
    if (strange !== undefined) {
      throw new ConfigError(`route: there is no branch for the ${by} "${strange}"; expected one per value.`);
    }
    const parts = values.map((value) => whereColumn("route", rows, by, value));
    const empty = parts.findIndex(({ keys }) => keys.length === 0);
    if (empty >= 0) {
      throw new ModelError(
        `route: no training clip has the ${by} "${values[empty]}"; expected some of every branch.`,
      );
    }
    const fitted = await Promise.all(parts.map((part, i) => context.fit(branches[values[i]], part)));
    const weights: HeadInput =
      router === undefined
        ? { from: "column", name: "weights", column: by, values }
        : {
            from: "member",
            name: "weights",
            member: await context.fit(router, { ...targeting("route", rows, by), labels: values }),
            output: "probabilities",
          };
    return {
      kind: "head",
      labels: rows.labels,
      onnx: routeGraph(rows.labels.length, values.length),
      inputs: [
        weights,
        ...fitted.map(
          (member, i): HeadInput => ({
            from: "member",
            name: `probabilities${i}`,
            member,
            output: "probabilities",
          }),
        ),
      ],
      decides: false,
    };
  },
});

/** weights [n, branch] (NaN: not known, all alike) and probabilities [n, label] of every branch -> their weighted sum. */
function routeGraph(labels: number, branches: number): Uint8Array<ArrayBuffer> {
  const onnx = new OnnxBuilder("route");
  const given = onnx.input("weights", ["n", branches]);
  const alike = onnx.constant([1, branches], new Float32Array(branches).fill(1 / branches));
  const weights = onnx.node("Where", [onnx.node("IsNaN", [given]), alike, given]);
  const parts = Array.from({ length: branches }, (_, i) => {
    const weight = onnx.node("Gather", [weights, onnx.integers([i])], { axis: { int: 1 } });
    return onnx.node("Mul", [onnx.input(`probabilities${i}`, ["n", labels]), weight]);
  });
  onnx.node("Sum", parts, {}, "probabilities");
  onnx.output("probabilities", ["n", labels]);
  return onnx.toBytes();
}
