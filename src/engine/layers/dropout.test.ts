import { expect, test } from "vitest";
import { compileValues } from "../../../test/evaluate.ts";
import { network, trace } from "../network.ts";
import { channelDropout } from "./dropout.ts";

test("channel dropout silences whole channels of rows while training, and nothing afterwards", async () => {
  const image = network([3, 2, 2], (x) => channelDropout(x, 0.25, { name: "drop" }));
  const { graph, logits } = trace(image, 2, true);
  expect(graph.dropoutMasks).toEqual([{ name: "drop.mask", shape: [2, 3], rate: 0.25 }]);
  const mask = [0, 4 / 3, 4 / 3, 4 / 3, 0, 4 / 3];
  const feeds = { features: new Float32Array(24).fill(3), "drop.mask": Float32Array.from(mask) };
  const [output] = await (await compileValues([logits]))(feeds);
  expect([...output]).toEqual(mask.flatMap((one) => new Array<number>(4).fill(3 * one)));
  for (const idle of [
    trace(image, 2, false),
    trace(
      network([3], (x) => channelDropout(x, 0)),
      2,
      true,
    ),
  ])
    expect(idle.logits).toBe(idle.features);
});
