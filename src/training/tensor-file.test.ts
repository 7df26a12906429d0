import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeTensors, encodeTensors, type NamedTensor } from "./tensor-file.ts";
import { decodeWeights, encodeWeights } from "./warm-start.ts";

const tensors = new Map<string, NamedTensor>([
  ["hidden.weight", { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, -0, 1e-30) }],
  ["scalar", { shape: [], data: Float32Array.of(7) }],
  ["empty", { shape: [0, 4], data: new Float32Array(0) }],
]);
const encoded = encodeTensors("weights", { note: "ü" }, tensors);

describe("a tensor file", () => {
  test("gives back what it was given", async () => {
    const { description, tensors: decoded } = await decodeTensors("a.weights", "weights", await encoded);
    expect(description).toEqual({ note: "ü" });
    expect([...decoded]).toEqual([...tensors]);
  });

  test("with one bit changed anywhere, or cut short anywhere, is refused by name", async () => {
    const bytes = await encoded;
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
        const changed = decodeTensors("a.weights", "weights", bytes.with(at, bytes[at] ^ (1 << bit)));
        await expect(changed).rejects.toThrow(/^a\.weights: the file .*; expected a whole weights file\.$/);
        const cut = decodeTensors("a.weights", "weights", bytes.slice(0, at));
        await expect(cut).rejects.toThrow(/^a\.weights: the file .*; expected a whole weights file\.$/);
      }),
    );
  });

  test("of another kind or format is refused", async () => {
    await expect(decodeTensors("a", "checkpoint", await encoded)).rejects.toThrow(
      "a: the file is of the kind weights; expected a whole checkpoint file.",
    );
    const text = new TextEncoder().encode("x".repeat(200));
    await expect(decodeTensors("a", "weights", text)).rejects.toThrow("the file is of another format");
  });

  for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
    test(`never holds ${wrong}`, async () => {
      const bad = new Map([["w", { shape: [2], data: Float32Array.of(1, wrong) }]]);
      await expect(encodeTensors("weights", null, bad)).rejects.toThrow(
        "the tensor w holds numbers that are not finite",
      );
    });
  }
});

describe("a weights file", () => {
  const provenance = { name: "mlp", trainedOn: [["a", "digest-a"] satisfies [string, string]] };

  test("says what the weights were trained on", async () => {
    const bytes = await encodeWeights(tensors, provenance);
    expect(await decodeWeights("a.weights", bytes)).toEqual({ weights: tensors, provenance });
  });

  test("that does not say so is refused", async () => {
    await expect(decodeWeights("a.weights", await encoded)).rejects.toThrow(
      "a.weights: the file does not say what the weights were trained on.",
    );
  });
});
