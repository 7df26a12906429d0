import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { runOnnx } from "../../test/run-model.ts";
import { fitToy, TOY_LABELS, toyAudio } from "../../test/toy-recogniser.ts";
import { AudioError, ModelError, ShapeError } from "../base/errors.ts";
import { extractRecipe } from "../features/recipe.ts";
import { resample } from "../signal/resample.ts";
import { encodeRecogniser, loadRecogniser } from "./index.ts";

for (const input of ["vector", "image"] as const) {
  for (const isScaled of [true, false]) {
    describe(`${input}, ${isScaled ? "scaled" : "unscaled"}`, async () => {
      const toy = await fitToy(input, isScaled);
      const { info, data } = toy;
      const bytes = encodeRecogniser(toy.onnx, toy.scaler, info);

      test("keeps all that it says of itself", async () => {
        const recogniser = await loadRecogniser(bytes, { threads: 1 });
        expect(recogniser.info).toEqual(info);
        await recogniser.release();
      });

      test("gives the bits of the scaler and the model in it", async () => {
        const recogniser = await loadRecogniser(bytes, { threads: 1 });
        const dims = [data.y.length, ...data.shape];
        const expected = await runOnnx(toy.onnx, "features", "probabilities", toy.scaledX, dims);
        expect(await recogniser.predictRows(data.x, data.y.length)).toEqual(expected);
        expect(await recogniser.predictRows(new Float32Array(0), 0)).toHaveLength(0);
        await recogniser.release();
      });

      test("answers audio as its features are answered", async () => {
        const recogniser = await loadRecogniser(bytes, { threads: 1 });
        for (const label of TOY_LABELS) {
          const audio = toyAudio(label, 5);
          const answer = await recogniser.predict(audio);
          const row = await recogniser.predictRows(extractRecipe(audio, info.recipe).data, 1);
          expect(Object.keys(answer.probabilities)).toEqual([...TOY_LABELS]);
          expect(Object.values(answer.probabilities)).toEqual([...row]);
          expect(answer.probabilities[answer.label]).toBe(Math.max(...row));
          // kernel ridge needs scaled features, and WiggleNet longer training
          if (input === "vector" && isScaled) expect(answer.label).toBe(label);
        }
        await recogniser.release();
      });

      test("a file that was read can be written again", async () => {
        const again = encodeRecogniser(bytes, null, { ...info, name: "renamed" });
        const recogniser = await loadRecogniser(again, { threads: 1 });
        const before = await loadRecogniser(bytes, { threads: 1 });
        expect(recogniser.info).toEqual({ ...info, name: "renamed" });
        expect(await recogniser.predictRows(data.x, 12)).toEqual(await before.predictRows(data.x, 12));
        await Promise.all([recogniser.release(), before.release()]);
      });
    });
  }
}

describe("audio", async () => {
  const toy = await fitToy("vector", true);
  const bytes = encodeRecogniser(toy.onnx, toy.scaler, toy.info);

  test("at another sampling rate is resampled", async () => {
    const recogniser = await loadRecogniser(bytes, { threads: 1 });
    const audio = toyAudio("vowel", 1, 48000);
    const answer = await recogniser.predict(audio);
    const samples = resample(audio.samples, 48000, 16000);
    expect(answer).toEqual(await recogniser.predict({ samples, sampleRate: 16000 }));
    expect(answer.label).toBe("vowel");
    await recogniser.release();
  });

  test("with features of another shape is refused", async () => {
    const recogniser = await loadRecogniser(bytes, { threads: 1 });
    const { samples, sampleRate } = toyAudio("vowel", 0);
    const longer = { samples: Float32Array.from([...samples, ...samples]), sampleRate };
    await expect(recogniser.predict(longer)).rejects.toThrow(AudioError);
    await expect(recogniser.predict(longer)).rejects.toThrow(
      'the audio gives features of shape [6, 32]; the recogniser "toy-vector" was trained on [96].',
    );
    await recogniser.release();
  });

  test("is padded or cut where the recipe says so", async () => {
    const info = { ...toy.info, recipe: { ...toy.info.recipe, frames: 16 } };
    const recogniser = await loadRecogniser(encodeRecogniser(toy.onnx, toy.scaler, info), { threads: 1 });
    const { samples, sampleRate } = toyAudio("noise", 0);
    for (const length of [1000, samples.length, 3 * samples.length]) {
      const other = new Float32Array(length);
      for (let i = 0; i < length; i++) other[i] = samples[i % samples.length];
      expect((await recogniser.predict({ samples: other, sampleRate })).label).toBe("noise");
    }
    await recogniser.release();
  });
});

test("bytes may lie anywhere in their buffer", async () => {
  const toy = await fitToy("vector", true);
  const bytes = encodeRecogniser(toy.onnx, toy.scaler, toy.info);
  const inside = new Uint8Array(bytes.length + 24);
  inside.set(bytes, 13);
  const recogniser = await loadRecogniser(inside.subarray(13, 13 + bytes.length), { threads: 1 });
  const alone = await loadRecogniser(bytes, { threads: 1 });
  expect(await recogniser.predictRows(toy.data.x, 12)).toEqual(await alone.predictRows(toy.data.x, 12));
  await Promise.all([recogniser.release(), alone.release()]);
});

describe("writing", async () => {
  const toy = await fitToy("vector", true);

  test("refuses what could not be read again", () => {
    const other = { ...toy.info, labels: ["noise", "sweep"] };
    expect(() => encodeRecogniser(toy.onnx, null, other)).toThrow(ModelError);
    expect(() => encodeRecogniser(toy.onnx, null, other)).toThrow(
      "the ONNX model's output is probabilities float32 [n, 3]; expected probabilities float32 [n, 2].",
    );
    const open = { ...toy.info, recipe: { ...toy.info.recipe, sampleRate: null } };
    expect(() => encodeRecogniser(toy.onnx, null, open)).toThrow(
      /recipe\.sampleRate: expected a rate in Hz; got null/,
    );
  });

  test("refuses a scaler whose numbers are not as many as its shape says", () => {
    const short = { mean: new Float32Array(95), scale: new Float32Array(96), dims: [96] };
    expect(() => encodeRecogniser(toy.onnx, short, toy.info)).toThrow(ShapeError);
    expect(() => encodeRecogniser(toy.onnx, short, toy.info)).toThrow(
      "scaler: expected 96 means and scales for [96]; got 95 and 96.",
    );
  });
});

test("scaling by coefficient is broadcast over the frames", async () => {
  const { onnx, info, data } = await fitToy("image", false);
  const mean = Float32Array.from({ length: 6 }, (_, i) => i);
  const scale = Float32Array.from({ length: 6 }, (_, i) => 1 / (1 + i));
  const bytes = encodeRecogniser(onnx, { mean, scale, dims: [6, 1] }, info);
  const recogniser = await loadRecogniser(bytes, { threads: 1 });
  const frames = data.shape[1];
  const scaled = data.x.map((value, at) => {
    const coefficient = Math.floor(at / frames) % 6;
    return Math.fround(value - mean[coefficient]) * scale[coefficient];
  });
  const expected = await runOnnx(onnx, "features", "probabilities", scaled, [12, ...data.shape]);
  assertClose(await recogniser.predictRows(data.x, 12), expected, { absolute: 1e-6 });
  await recogniser.release();
});
