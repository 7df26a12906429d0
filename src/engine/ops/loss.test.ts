import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { compileValues, evaluated } from "../../../test/evaluate.ts";
import { checkGradients } from "../../../test/gradient-check.ts";
import { gradients } from "../gradient.ts";
import { Graph } from "../graph.ts";
import { contrastiveLoss, pairLoss, softmax, softmaxCrossEntropy } from "./loss.ts";

describe("loss", () => {
  test("softmax: rows sum to 1; gradient", async () => {
    const p = await evaluated([[1, 3]], [[1000, 1000, 999]], ([x]) => softmax(x));
    const e = Math.exp(-1);
    assertClose(p, [1 / (2 + e), 1 / (2 + e), e / (2 + e)], { relative: 1e-6 });
    await checkGradients({ shapes: [[3, 4]], build: ([x]) => softmax(x) });
  });
  test("softmaxCrossEntropy: value and gradient by the logits, for targets of any sum", async () => {
    const loss = await evaluated(
      [
        [2, 2],
        [2, 2],
      ],
      [
        [0, Math.log(3), 5, 1],
        [0, 2, 0, 0],
      ],
      ([z, t]) => softmaxCrossEntropy(z, t),
    );
    assertClose(loss, [-2 * Math.log(0.75)], { relative: 1e-6 });
    await checkGradients({
      shapes: [
        [3, 4],
        [3, 4],
      ],
      build: ([z, t]) => softmaxCrossEntropy(z, t),
      by: [0],
    });
    const graph = new Graph(1, true);
    expect(() => softmaxCrossEntropy(graph.leaf("z", [2, 3]), graph.leaf("t", [2, 4]))).toThrow(
      "expected logits [row, label] and targets of the same shape; got [2, 3] and [2, 4]",
    );
  });

  const pairs = [
    [0, 0, 3, 4],
    [1, 1, 1, 2],
    [0, 1, 6, 9],
  ];
  test("contrastiveLoss: same pairs attract, different ones repel up to the margin", async () => {
    const ofPair = (pair: number[], targets: number[]): Promise<number[]> =>
      evaluated(
        [
          [1, 2],
          [1, 2],
          [1, 2],
        ],
        [pair.slice(0, 2), pair.slice(2), targets],
        ([a, b, t]) => contrastiveLoss(a, b, t, 6),
      );
    expect(await ofPair(pairs[0], [1, 0])).toEqual([12.5]);
    assertClose(await ofPair(pairs[0], [0, 1]), [0.5], { relative: 1e-5 });
    assertClose(await ofPair(pairs[1], [0, 0.5]), [6.25], { relative: 1e-5 });
    expect(await ofPair(pairs[2], [0, 1])).toEqual([0]);
    expect(await ofPair(pairs[1], [0, 0])).toEqual([0]);
  });
  test("contrastiveLoss: gradients by both embeddings, finite where they are equal", async () => {
    await checkGradients({
      shapes: [
        [4, 3],
        [4, 3],
        [4, 2],
      ],
      build: ([a, b, t]) => contrastiveLoss(a, b, t, 1.5),
      by: [0, 1],
      step: 5e-3,
    });
    const graph = new Graph(1, true);
    const a = graph.leaf("a", [1, 2]);
    const [byA] = gradients(contrastiveLoss(a, graph.leaf("b", [1, 2]), graph.leaf("t", [1, 2]), 1), [a]);
    if (byA === undefined) throw new Error("no gradient");
    const equal = Float32Array.of(0.3, 0.7);
    const [gradient] = await (await compileValues([byA]))({ a: equal, b: equal, t: Float32Array.of(0, 1) });
    assertClose(gradient, [0, 0], { absolute: 0 });
  });
  test("pairLoss: rows 2i and 2i + 1 are a pair, and pairs without targets take no part", async () => {
    const rows = pairs.flat();
    const [loss] = await evaluated(
      [
        [6, 2],
        [6, 1],
      ],
      [rows, [0.5, 0, 0, 0.5, 0, 0]],
      ([e, t]) => pairLoss(6)(e, t),
    );
    expect(loss).toBeCloseTo(0.5 * 12.5 + 6.25, 4);
    await checkGradients({
      shapes: [
        [6, 3],
        [3, 2],
      ],
      build: ([e, t]) => pairLoss(2)(e, t),
      by: [0],
      step: 5e-3,
    });
  });
  test("embeddings that are no pairs are refused", () => {
    const graph = new Graph(1, true);
    const [odd, t] = [graph.leaf("e", [3, 2]), graph.leaf("t", [3, 2])];
    expect(() => pairLoss(1)(odd, t)).toThrow(
      "(pairLoss): expected embeddings [row, number] of an even number of rows; got [3, 2].",
    );
    expect(() => contrastiveLoss(odd, odd, graph.leaf("t", [3, 1]), 1)).toThrow(
      "(contrastiveLoss): expected embeddings [pair, number] and targets [pair, 2]; got [3, 2] and [3, 2] and [3, 1].",
    );
  });
});
