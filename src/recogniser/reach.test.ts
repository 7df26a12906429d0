import { expect, test } from "vitest";
import { fitToy, toyAudio } from "../../test/toy-recogniser.ts";
import { encodeRecogniser, loadRecogniser, predictTimeline } from "./index.ts";
import type { RecogniserInfo } from "./info.ts";
import { farWarning, isFar, placeOf, type Reach } from "./reach.ts";

const { onnx, info } = await fitToy("vector", false);

/** Features about 0, spread by 1. */
function trained(limit: number): RecogniserInfo {
  const width = info.inputs[0].from === "audio" ? info.inputs[0].shape[0] : 0;
  const reach: Reach = {
    inputs: [{ name: "features", mean: new Array(width).fill(0), scale: new Array(width).fill(1) }],
    limit,
    n: 200,
  };
  return { ...info, trainedOn: { ...info.trainedOn, reach } };
}

test("a vector lies where its numbers are, an image where the means of its rows are", () => {
  expect([...placeOf(Float32Array.of(1, 2, 3), [3])]).toEqual([1, 2, 3]);
  expect([...placeOf(Float32Array.of(1, 3, 5, 7), [2, 2])]).toEqual([2, 6]);
});

test("features are far beyond the limit, by the root mean square in standard deviations", () => {
  const flat: RecogniserInfo = {
    ...trained(2),
    inputs: [{ ...info.inputs[0], shape: [2] } as RecogniserInfo["inputs"][number]],
    trainedOn: {
      ...info.trainedOn,
      reach: { inputs: [{ name: "features", mean: [1, 5], scale: [0.5, 0] }], limit: 2, n: 200 },
    },
  };
  // (4 - 1) / 2 and nothing of what never changes: sqrt(2.25 / 2)
  expect(isFar(flat, { features: Float32Array.of(4, 99) })).toBe(false);
  // 6 / 2: sqrt(9 / 2)
  expect(isFar(flat, { features: Float32Array.of(7, 5) })).toBe(true);
  expect(isFar(info, { features: Float32Array.of(7, 5) })).toBeUndefined();
});

test("a file tells it with every answer, and over time; one from before says nothing", async () => {
  const audio = toyAudio("vowel", 0);
  for (const [one, far] of [
    [trained(1e-3), true],
    [trained(1e6), false],
    [info, undefined],
  ] as const) {
    const recogniser = await loadRecogniser(await encodeRecogniser(onnx, one), { threads: 1 });
    const given = { anySound: true };
    expect((await recogniser.predict(audio, given)).far).toBe(far);
    const [part] = await predictTimeline(recogniser, audio, { given });
    expect(part.label === null ? "nothing" : part.far).toBe(far);
    await recogniser.release();
  }
});

test("one far window in many is by chance; more are warned of in one sentence", () => {
  expect(farWarning(info, 0)).toBeUndefined();
  expect(farWarning(info, 0.1)).toBeUndefined();
  expect(farWarning(info, 0.25)).toMatch(
    /^25 % of its speech sounds unlike .*: its answer is not to be trusted\.$/,
  );
  expect(farWarning(info, 1)).toMatch(/^the recording sounds unlike /);
});
