import { describe, expect, test } from "vitest";
import { createClusters } from "../../test/clusters.ts";
import { parseParams } from "../base/params.ts";
import { countParameters, initialWeights, trace } from "../engine/network.ts";
import { resnet1d, resnet1dNetwork } from "./resnet1d.ts";

const params = (raw: object = {}) => parseParams("model resnet1d", resnet1d.params, raw);

/** Convolutions of a bottleneck and their batch norms. */
function bottleneck(from: number, width: number, shortcut: boolean): number {
  const convolutions = from * width + 3 * width * width + 4 * width * width;
  return convolutions + 2 * (width + width + 4 * width) + (shortcut ? 4 * width * from + 2 * 4 * width : 0);
}

describe("resnet1d", () => {
  test("reads coefficients as channels and has three stages of one block by default", () => {
    expect(params()).toMatchObject({ input: "channels", channels: 64, blocks: [1, 1, 1], optimizer: "sgd" });
    const stem = 20 * 7 * 64 + 2 * 64;
    const stages = bottleneck(64, 64, true) + bottleneck(256, 128, true) + bottleneck(512, 256, true);
    expect(countParameters(resnet1dNetwork([20, 50], 8, params()))).toBe(stem + stages + 1024 * 8 + 8);
  });

  test("unrolled, the stem sees one number at a time", () => {
    const options = params({ input: "unrolled", channels: 4 });
    expect(initialWeights(resnet1dNetwork([20, 50], 8, options), 1).get("stem.weight")?.length).toBe(4 * 7);
  });

  test("further blocks of a stage need no conversion of their input", () => {
    const one = countParameters(resnet1dNetwork([6, 50], 8, params({ channels: 4, blocks: [1, 1] })));
    const more = countParameters(resnet1dNetwork([6, 50], 8, params({ channels: 4, blocks: [2, 3] })));
    expect(more - one).toBe(bottleneck(16, 4, false) + 2 * bottleneck(32, 8, false));
  });

  test("the series is halved by the stem, by its pooling and by each stage after the first", () => {
    const options = params({ input: "channels", channels: 2 });
    const { logits } = trace(resnet1dNetwork([4, 66], 3, options), 5, false);
    const shapes: string[] = [];
    for (let value = logits; value.inputs.length > 0; value = value.inputs[0])
      if (["maxPool", "relu"].includes(value.type)) shapes.unshift(`${value.type} ${value.shape.join(" ")}`);
    expect(shapes.filter((shape, i) => shape !== shapes[i - 1])).toEqual([
      "relu 5 2 33",
      "maxPool 5 2 17",
      ...["relu 5 2 17", "relu 5 8 17"],
      ...["relu 5 4 17", "relu 5 4 9", "relu 5 16 9"],
      ...["relu 5 8 9", "relu 5 8 5", "relu 5 32 5"],
    ]);
  });

  test("dropout silences pooled channels", () => {
    const { graph } = trace(resnet1dNetwork([4, 9], 3, params({ channels: 2, dropout: 0.2 })), 3, true);
    expect(graph.dropoutMasks).toEqual([{ name: "dropout1.mask", shape: [3, 32], rate: 0.2 }]);
  });

  test("fits a tiny set within seconds, unrolled or on channels, however short", async () => {
    const data = createClusters([6, 10], 3, 36, { noise: 0.7 });
    for (const input of ["unrolled", "channels"]) {
      const options = params({ input, channels: 6, blocks: [1, 1], epochs: 15, batchSize: 12 });
      const { history } = await resnet1d.fit(data, options, { seed: 1, threads: 1 });
      expect(history[14].accuracy, input).toBeGreaterThan(0.9);
    }
    const single = createClusters([4, 1], 2, 12, { noise: 0.3 });
    const options = params({ input: "channels", channels: 4, epochs: 2 });
    const { history } = await resnet1d.fit(single, options, { seed: 1, threads: 1 });
    expect(Number.isFinite(history[1].loss)).toBe(true);
  });

  test("features that are no image are refused", () => {
    expect(() => resnet1dNetwork([88], 8, params())).toThrow(
      "expected an image [coefficient, frame]; got [88].",
    );
  });
});
