/** Averaged probabilities. */
import { z } from "zod";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { defineLearner, learnerSpec } from "./learner.ts";
import { memberIndex, requireDifferentNames } from "./members.ts";

export const meanProbability = defineLearner({
  id: "mean-probability",
  summary: "weighted mean of the members' probabilities; the largest decides",
  source: "Kittler et al. 1998 (sum rule)",
  children: { members: "list" },
  params: z.strictObject({
    members: z.array(learnerSpec).min(2).describe("learners whose probabilities are averaged"),
    weights: z
      .record(z.string(), z.number().positive().max(1e6))
      .default({})
      .describe("weight by member name; 1 for members that are not named"),
  }),
  settle(where, params) {
    requireDifferentNames(where, params.members);
    for (const name of Object.keys(params.weights)) memberIndex(`${where}: weights`, params.members, name);
    return params;
  },
  async fit(rows, { members, weights }, context) {
    const fitted = await Promise.all(members.map((member) => context.fit(member, rows)));
    const shares = members.map(({ name }) => weights[name] ?? 1);
    return {
      kind: "head",
      labels: rows.labels,
      onnx: meanGraph(rows.labels.length, shares),
      inputs: fitted.map((member, i) => ({
        from: "member",
        name: `probabilities${i}`,
        member,
        output: "probabilities",
      })),
      decides: false,
    };
  },
});

/** Probabilities [n, label] of every member -> their weighted mean. */
function meanGraph(labels: number, weights: readonly number[]): Uint8Array<ArrayBuffer> {
  const onnx = new OnnxBuilder("mean");
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const weighted = weights.map((weight, i) =>
    onnx.node("Mul", [onnx.input(`probabilities${i}`, ["n", labels]), onnx.scalar(weight)]),
  );
  onnx.node("Div", [onnx.node("Sum", weighted), onnx.scalar(total)], {}, "probabilities");
  onnx.output("probabilities", ["n", labels]);
  return onnx.toBytes();
}
