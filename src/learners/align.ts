/** Answers to a voice's clips that are spread over the labels as those of the training. */
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import { clipsOf, targetsOfClips } from "../dataset/rows.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { isAligned, partsOf } from "./fitted.ts";
import { defineLearner, learnerSpec } from "./learner.ts";

export const align = defineLearner({
  id: "align",
  summary:
    "another learner's probabilities, evened out speaker by speaker: labels that it takes a speaker for too often become less likely, if each speaker's clips have the labels in the shares of the training; labels are not looked at",
  source:
    "distribution alignment (Berthelot et al. 2020, ReMixMatch), by scaling of rows and columns (Sinkhorn & Knopp 1967)",
  children: { learner: "one" },
  params: z.strictObject({
    learner: learnerSpec.describe("the learner whose probabilities are evened out"),
    by: z.string().default("speaker").describe("column whose clips belong together"),
    shrinkage: z
      .number()
      .min(0)
      .default(10)
      .describe("what is known by n clips counts n / (n + shrinkage) against leaving answers as they are"),
  }),
  describe: ({ learner, by }) => `${learner.name} aligned by ${by} (transductive)`,
  async fit(rows, { learner, by, shrinkage }, context) {
    const member = await context.fit(learner, rows);
    if (partsOf(member).some(isAligned))
      throw new ConfigError("align: the answers are aligned already; expected once.");
    const targets = targetsOfClips("align", rows, clipsOf(rows));
    // one clip more of each, so that none is impossible
    const shares = rows.labels.map(
      (_, label) =>
        (targets.filter((target) => target === label).length + 1) / (targets.length + rows.labels.length),
    );
    return {
      kind: "head",
      labels: rows.labels,
      onnx: alignGraph(rows.labels.length),
      inputs: [
        { from: "member", name: "given", member, output: "probabilities" },
        { from: "leaning", name: "leaning", member, column: by, shares, shrinkage },
      ],
      decides: false,
    };
  },
});

/**
 * Probabilities `given` [n, label] times `leaning` [group, label], summing to 1 again; as they are where that is NaN: there
 * is one for all clips, or one each.
 */
function alignGraph(labels: number): Uint8Array<ArrayBuffer> {
  const onnx = new OnnxBuilder("align");
  const given = onnx.input("given", ["n", labels]);
  const leaning = onnx.input("leaning", ["group", labels]);
  const factors = onnx.node("Where", [onnx.node("IsNaN", [leaning]), onnx.scalar(1), leaning]);
  const scaled = onnx.node("Mul", [given, factors]);
  const sum = onnx.node("ReduceSum", [scaled, onnx.integers([1])], { keepdims: { int: 1 } });
  onnx.node("Div", [scaled, sum], {}, "probabilities");
  onnx.output("probabilities", ["n", labels]);
  return onnx.toBytes();
}
