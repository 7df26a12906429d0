import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/classical-models.json" with { type: "json" };
import { stagedClips } from "../../test/staged-clips.ts";
import { parseParams } from "../base/params.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { createSession, floatsOf, floatTensor, integersTensor } from "../engine/onnx/session.ts";
import { hmm } from "./hmm.ts";

const train = stagedClips(0, 45);
const rest = stagedClips(45, 75);

async function probabilitiesOf(
  data: Dataset,
  raw: unknown,
  { x, shape, clipIds, frames }: Dataset,
  seed = 1,
): Promise<Float32Array> {
  const { onnx } = await hmm.fit(data, parseParams("model", hmm.params, raw), { seed, threads: 1 });
  const session = await createSession(onnx, { threads: 1 });
  try {
    const features = floatTensor(x, [clipIds.length, ...shape]);
    const results = await session.run(
      frames === undefined ? { features } : { features, frames: integersTensor(frames) },
    );
    return floatsOf(results, "probabilities");
  } finally {
    await session.release();
  }
}

test.each(golden.hmms)("likelihoods are hmmlearn's for $params", async ({ params, differences }) => {
  const p = await probabilitiesOf(train, params, rest);
  const own = rest.clipIds.flatMap((_, row) =>
    [1, 2].map((label) => Math.log(p[row * 3 + label] / p[row * 3])),
  );
  assertClose(own, differences, { absolute: 1e-4 });
});

describe("frames", () => {
  test("that were added to fill a row are not heard", async () => {
    const other = { ...rest, x: rest.x.map((value) => (value === 9 ? -4 : value)) };
    expect(other.x).not.toEqual(rest.x);
    assertClose(await probabilitiesOf(train, {}, other), await probabilitiesOf(train, {}, rest), {
      absolute: 1e-6,
    });
  });

  test("are all heard where rows do not tell how many are real", async () => {
    const { frames: _all, ...whole } = { ...train, x: train.x.map((value) => (value === 9 ? 0.5 : value)) };
    const told = { ...whole, frames: new Int32Array(45).fill(12) };
    assertClose(await probabilitiesOf(whole, {}, whole), await probabilitiesOf(told, {}, told), {
      absolute: 1e-6,
    });
  });

  test("count in their order, left-right", async () => {
    const params = { states: 3, topology: "left-right" };
    const right = async (rows: Dataset): Promise<number> => {
      const p = await probabilitiesOf(train, params, rows);
      return rows.y.filter((label, row) => p[row * 3 + label] > 0.5).length / rows.y.length;
    };
    const reversed = { ...rest, x: rest.x.slice() };
    for (let at = 0; at < reversed.x.length; at += 12) {
      const real = reversed.frames[Math.floor(at / 36)];
      reversed.x.subarray(at, at + real).reverse();
    }
    expect(await right(rest)).toBeGreaterThan((await right(reversed)) + 0.15);
  });

  test("of more than 64, and of 900, are one graph; more are refused", async () => {
    const long = (frames: number): Dataset => {
      const x = new Float32Array(6 * frames).map((_, i) => Math.sin(i * (1 + (Math.floor(i / frames) % 2))));
      const clipIds = ["a", "b", "c", "d", "e", "f"];
      return { clipIds, shape: [1, frames], x, labels: ["slow", "fast"], y: Int32Array.of(0, 1, 0, 1, 0, 1) };
    };
    for (const frames of [70, 900]) {
      const p = await probabilitiesOf(long(frames), { states: 2 }, long(frames));
      expect(p).toHaveLength(12);
      expect(p.every((one) => one >= 0 && one <= 1)).toBe(true);
    }
    await expect(probabilitiesOf(long(901), {}, long(901))).rejects.toThrow(
      "model hmm: expected rows of at most 900 frames, got 901; take fewer seconds, or a longer hop.",
    );
  });
});

test("the seed decides where ergodic models start, and nothing else", async () => {
  const learnt = (topology: string, seed: number) =>
    probabilitiesOf(train, { topology, states: 4 }, rest, seed);
  expect(await learnt("ergodic", 1)).toEqual(await learnt("ergodic", 1));
  expect(await learnt("ergodic", 1)).not.toEqual(await learnt("ergodic", 2));
  expect(await learnt("left-right", 1)).toEqual(await learnt("left-right", 2));
});
