import { describe, expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { PACKAGED_BYTES } from "../../../test/encoders.ts";
import { compileValues } from "../../../test/evaluate.ts";
import { hashed } from "../../../test/hashed.ts";
import { parseParams } from "../../base/params.ts";
import { initialWeights, trace } from "../../engine/network.ts";
import { OnnxBuilder } from "../../engine/onnx/builder.ts";
import { createSession, floatsOf, floatTensor } from "../../engine/onnx/session.ts";
import { warmWeights } from "../../training/warm-start.ts";
import { transformer, transformerNetwork } from "../transformer.ts";
import { whisperLayers } from "./whisper-layers.ts";

const [WIDTH, FRAMES, LABELS] = [384, 150, 5];

/** [frame, unit] of what the encoder that comes with Prosodia gives of a picture of noise. */
async function hiddenStates(): Promise<Float32Array[]> {
  const session = await createSession(PACKAGED_BYTES, { threads: 1 });
  const picture = Float32Array.from(hashed(1, 80 * 2 * FRAMES));
  const given = await session.run({ input_features: floatTensor(picture, [1, 80, 2 * FRAMES]) });
  await session.release();
  return [1, 2, 3].map((layer) => floatsOf(given, `hidden_states.${layer}`));
}

/** Means over the frames, then deviations. */
function pooled(frames: Float32Array): number[] {
  const column = (unit: number) => Array.from({ length: FRAMES }, (_, t) => frames[t * WIDTH + unit]);
  const means = Array.from({ length: WIDTH }, (_, unit) => column(unit).reduce((a, b) => a + b) / FRAMES);
  const deviations = means.map((mean, unit) =>
    Math.sqrt(column(unit).reduce((sum, one) => sum + (one - mean) ** 2, 0) / FRAMES + 1e-5),
  );
  return [...means, ...deviations];
}

describe("layers of the encoder that comes with Prosodia", () => {
  test("start a transformer that gives what the encoder gives", async () => {
    const [first, ...later] = await hiddenStates();
    const params = parseParams("model transformer", transformer.params, { firstLayer: 2, layers: 2 });
    const network = transformerNetwork([WIDTH, FRAMES], LABELS, params);
    const start = { weights: whisperLayers("encoder", PACKAGED_BYTES), except: ["pooledNorm", "output"] };
    const weights = warmWeights(network, 1, start);
    const { graph, logits } = trace(network, 1, false);
    const turned = new Float32Array(first.length);
    for (let t = 0; t < FRAMES; t++)
      for (let unit = 0; unit < WIDTH; unit++) turned[unit * FRAMES + t] = first[t * WIDTH + unit];
    const evaluate = await compileValues([logits]);
    const [answers] = await evaluate({
      ...Object.fromEntries(weights),
      features: turned,
      frames: Float32Array.of(FRAMES),
    });
    expect(graph.statistics.map(({ initial }) => initial)).toEqual([0, 1]);
    const numbers = [first, ...later].flatMap(pooled);
    const [matrix, bias] = ["output.weight", "output.bias"].map(
      (name) => initialWeights(network, 1).get(name) ?? new Float32Array(0),
    );
    const expected = Array.from(bias, (term, label) =>
      numbers.reduce(
        (sum, one, i) => sum + (one / Math.sqrt(1 + 1e-5)) * matrix[label * numbers.length + i],
        term,
      ),
    );
    assertClose(answers, expected, { absolute: 1e-4 });
    // layers that start from chance answer otherwise
    const [fresh] = await evaluate({
      ...Object.fromEntries(initialWeights(network, 1)),
      features: turned,
      frames: Float32Array.of(FRAMES),
    });
    expect(Math.max(...fresh.map((one, i) => Math.abs(one - expected[i])))).toBeGreaterThan(0.1);
  });
});

/** One layer of width 2 as transformers exports it; `skip` leaves a constant or a product out. */
function exportedLayer(skip = ""): Uint8Array<ArrayBuffer> {
  const onnx = new OnnxBuilder("encoder");
  const stem = "encoder.layers.3.";
  const x = onnx.input("x", ["n", "frames", 2]);
  let salt = 0;
  const numbers = (length: number) => Float32Array.from({ length }, () => ++salt);
  const constant = (name: string, dims: number[]) =>
    onnx.constant(dims, numbers(dims.reduce((a, b) => a * b)), `${stem}${name}`);
  const product = (from: string, dims: number[], name: string) => {
    if (name === skip) return from;
    const times = onnx.node("MatMul", [from, onnx.constant(dims, numbers(dims[0] * dims[1]))]);
    return name.endsWith("k_proj") ? times : onnx.node("Add", [times, constant(`${name}.bias`, [dims[1]])]);
  };
  const norm = (from: string, name: string) =>
    onnx.node("LayerNormalization", [from, constant(`${name}.weight`, [2]), constant(`${name}.bias`, [2])]);
  const seen = norm(x, "self_attn_layer_norm");
  const parts = ["q_proj", "k_proj", "v_proj"].map((name) => product(seen, [2, 2], `self_attn.${name}`));
  const attended = product(onnx.node("Sum", parts), [2, 2], "self_attn.out_proj");
  const inner = product(norm(attended, "final_layer_norm"), [2, 3], "fc1");
  onnx.node("Identity", [product(inner, [3, 2], "fc2")], {}, "y");
  onnx.output("y", ["n", "frames", 2]);
  return onnx.toBytes();
}

describe("layers of other files", () => {
  test("are read in float32, with their numbers", () => {
    const layers = whisperLayers("encoder", exportedLayer());
    expect(Object.fromEntries([...layers].map(([name, { shape }]) => [name, shape]))).toEqual({
      "layer4AttentionNorm.weight": [2],
      "layer4AttentionNorm.bias": [2],
      "layer4Attention.inWeight": [6, 2],
      "layer4Attention.inBias": [6],
      "layer4Attention.outWeight": [2, 2],
      "layer4Attention.outBias": [2],
      "layer4HiddenNorm.weight": [2],
      "layer4HiddenNorm.bias": [2],
      "layer4Hidden.weight": [3, 2],
      "layer4Hidden.bias": [3],
      "layer4Output.weight": [2, 3],
      "layer4Output.bias": [2],
    });
    const query = Array.from(layers.get("layer4Attention.inWeight")?.data ?? []).slice(0, 4);
    expect(query).toEqual([query[0], query[0] + 2, query[0] + 1, query[0] + 3]);
    expect(Array.from(layers.get("layer4Attention.inBias")?.data ?? []).slice(2, 4)).toEqual([0, 0]);
  });

  test("of another build are refused with what is missing", () => {
    expect(() => whisperLayers("a.onnx", exportedLayer("self_attn.k_proj"))).toThrow(
      "a.onnx: the file has 0 products for the keys of encoder.layers.3.self_attn; expected a Whisper encoder",
    );
    expect(() => whisperLayers("a.onnx", exportedLayer("fc2"))).toThrow(
      "no product that encoder.layers.3.fc2.bias is added to",
    );
    const other = new OnnxBuilder("other");
    other.output(other.input("x", ["n"]), ["n"]);
    expect(() => whisperLayers("a.onnx", other.toBytes())).toThrow(
      "a.onnx: the file holds no layers of a Whisper encoder; expected weights such as layers.0.self_attn.q_proj.bias.",
    );
    expect(() => whisperLayers("a.onnx", Uint8Array.of(1, 2, 3))).toThrow("not an ONNX model");
  });
});
