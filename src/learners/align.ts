/** Answers to a voice's clips that are spread over the labels as those of the training. */
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import type { HeldOut } from "../dataset/predictions.ts";
import { clipsOf, type Rows, targetsOfClips, valuesOf } from "../dataset/rows.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { fitAlignment } from "./alignment.ts";
import { isAligned, partsOf } from "./fitted.ts";
import { defineLearner, learnerSpec } from "./learner.ts";
import { withTemperature } from "./temperature.ts";

export const align = defineLearner({
  id: "align",
  summary:
    "another learner's probabilities, evened out speaker by speaker: labels that it takes a speaker for too often become less likely, if each speaker's clips have the labels in the shares of the training; labels are not looked at. How sure answers are to be, and how far they are evened out, is settled on inner folds",
  source:
    "distribution alignment (Berthelot et al. 2020, ReMixMatch), by scaling of rows and columns (Sinkhorn & Knopp 1967); temperature scaling: Guo et al. 2017",
  children: { learner: "one" },
  params: z.strictObject({
    learner: learnerSpec.describe("the learner whose probabilities are evened out"),
    by: z.string().default("speaker").describe("column whose clips belong together"),
    folds: z
      .int()
      .min(2)
      .max(20)
      .default(5)
      .describe("inner folds by which the learner answers the training clips, to settle on"),
  }),
  columns: ({ by }) => [by],
  describe: ({ learner, by }) => `${learner.name} aligned by ${by} (transductive)`,
  async fit(rows, { learner, by, folds }, context) {
    const member = await context.fit(learner, rows);
    if (partsOf(member).some(isAligned))
      throw new ConfigError("align: the answers are aligned already; expected once.");
    const answers = await context.outOfFold(learner, rows, folds);
    const targets = targetsOfClips("align", rows, clipsOf(rows));
    // one clip more of each, so that none is impossible
    const shares = rows.labels.map(
      (_, label) =>
        (targets.filter((target) => target === label).length + 1) / (targets.length + rows.labels.length),
    );
    const { sharpness, shrinkage } = fitAlignment(
      answers.probabilities,
      targetsOfClips("align", rows, answers.clipIds),
      groupsOf(answers, rows, by),
      shares,
    );
    context.note(
      `temperature ${(1 / sharpness).toFixed(3)}, shrinkage ${shrinkage} clips, by ${answers.clipIds.length} answers to training clips out of fold`,
    );
    const sure = withTemperature(member, sharpness);
    return {
      kind: "head",
      labels: rows.labels,
      onnx: alignGraph(rows.labels.length),
      inputs: [
        { from: "member", name: "given", member: sure, output: "probabilities" },
        { from: "leaning", name: "leaning", member: sure, column: by, shares, shrinkage },
      ],
      decides: false,
    };
  },
});

/** The answers to each group's clips, fold by fold: of other folds, another fit says it. */
function groupsOf({ clipIds, fold }: HeldOut, rows: Rows, by: string): number[][] {
  const keys = clipIds.map((clipId) => ({ clipId, copy: 0 }));
  const groups = new Map<string, number[]>();
  for (const [clip, value] of valuesOf("align", { ...rows, keys }, by).entries()) {
    const key = `${fold[clip]}/${value}`;
    groups.set(key, [...(groups.get(key) ?? []), clip]);
  }
  return [...groups.values()];
}

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
