/** Files from strangers: whatever the bytes are, opening them ends in a ModelError that says why. */
import { create } from "@bufbuild/protobuf";
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  FunctionProtoSchema,
  GraphProtoSchema,
  type ModelProto,
  NodeProtoSchema,
  SparseTensorProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProtoSchema,
} from "onnx-buf";
import { describe, expect, test } from "vitest";
import { fitToy } from "../../test/toy-recogniser.ts";
import { ModelError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import { decodeModel, encodeModel, OnnxBuilder } from "../engine/onnx/builder.ts";
import { writeMetadata } from "../engine/onnx/rewrite.ts";
import { encodeSealed } from "../engine/onnx/seal.ts";
import { encodeRecogniser, loadRecogniser } from "./index.ts";
import { METADATA_KEY, type RecogniserInfo } from "./info.ts";

const toy = await fitToy("vector", true);
const good = await encodeRecogniser(toy.onnx, toy.info);

/** The sentence with which bytes are refused. */
async function refusal(bytes: Uint8Array | Promise<Uint8Array>): Promise<string> {
  try {
    const recogniser = await loadRecogniser(await bytes, { threads: 1 });
    await recogniser.release();
  } catch (error) {
    if (error instanceof ModelError) return error.message;
    throw error;
  }
  return "";
}

/** The good file with one thing changed, whole again: a stranger can seal a file too. */
function changed(change: (model: ModelProto) => void): Promise<Uint8Array> {
  const model = decodeModel(good);
  change(model);
  return encodeSealed(model);
}

const described = (text: string): Promise<Uint8Array> =>
  changed((model) => writeMetadata(model, METADATA_KEY, text));

test("the good file is not refused", async () => {
  expect(await refusal(good)).toBe("");
  expect(await refusal(changed(() => {}))).toBe("");
});

describe("damaged bytes", () => {
  test("no bytes, and a text", async () => {
    expect(await refusal(new Uint8Array(0))).toBe("the ONNX model has no graph: it is damaged or cut short.");
    expect(await refusal(new TextEncoder().encode("recogniser"))).toBe(
      "the file is not an ONNX model, or it is damaged.",
    );
  });

  test("a file cut short at any length", async () => {
    const random = createRandom(1);
    const lengths = [
      ...Array.from({ length: 40 }, (_, i) => i),
      ...Array.from({ length: 40 }, (_, i) => good.length - 1 - i),
      ...Array.from({ length: 60 }, () => random.integer(good.length)),
    ];
    for (const length of lengths)
      expect(await refusal(good.subarray(0, length)), `${length} bytes`).not.toBe("");
  });

  test("random bytes, alone and behind a good beginning", async () => {
    const random = createRandom(2);
    for (let round = 0; round < 100; round++) {
      const noise = Uint8Array.from({ length: random.integer(600) }, () => random.integer(256));
      expect(await refusal(noise), `round ${round}`).not.toBe("");
      expect(await refusal(Uint8Array.from([...good.subarray(0, 40 * round), ...noise]))).not.toBe("");
    }
  });

  test("one wrong bit, wherever it is", async () => {
    const random = createRandom(3);
    const places = [
      ...Array.from({ length: 300 }, (_, i) => good.length - 1 - i),
      ...Array.from({ length: 300 }, () => random.integer(good.length)),
    ];
    for (const at of places) {
      const bytes = good.slice();
      bytes[at] ^= 1 << random.integer(8);
      expect(await refusal(bytes), `byte ${at}`).not.toBe("");
    }
    const weight = good.slice();
    weight[Math.floor(weight.length / 2)] ^= 1;
    expect(await refusal(weight)).toBe(
      "the file is damaged, or was changed since it was written: it does not end with the SHA-256 of what it holds.",
    );
  });

  test("one wrong byte of a file that is sealed again: a recogniser that answers, or a refusal", async () => {
    const random = createRandom(3);
    const start = encodeModel(decodeModel(good));
    for (let round = 0; round < 150; round++) {
      const bytes = start.slice();
      // the structure is at both ends, in the middle are weights
      const at = round % 3 === 0 ? random.integer(bytes.length) : random.integer(400);
      bytes[round % 3 === 1 ? bytes.length - 1 - at : at] ^= 1 << random.integer(8);
      const answer = async () => {
        const recogniser = await loadRecogniser(await encodeSealed(decodeModel(bytes)), { threads: 1 });
        const { probabilities } = await recogniser.predictRows({ features: toy.data.x.subarray(0, 96) }, 1);
        await recogniser.release();
        return probabilities;
      };
      const outcome: unknown = await answer().catch((error: unknown) => error);
      if (!(outcome instanceof Float32Array)) expect(outcome, `round ${round}`).toBeInstanceOf(ModelError);
    }
  });

  test("onnxruntime's own format behind an ONNX face", async () => {
    const bytes = changed((model) => {
      model.producerName = "ORTM is read from here";
    });
    expect(await refusal(bytes)).toBe("the file is in onnxruntime's own format; expected an ONNX model.");
  });
});

describe("the description", () => {
  const with_ = (change: object): Promise<Uint8Array> =>
    described(JSON.stringify({ ...toy.info, ...change }));
  const [audio] = toy.info.inputs;
  const withInput = (change: object): Promise<Uint8Array> => with_({ inputs: [{ ...audio, ...change }] });
  const withRecipe = (change: object): Promise<Uint8Array> =>
    withInput({ recipe: { ...toy.recipe, ...change } });
  const group = {
    from: "group",
    name: "mean",
    column: "speaker",
    of: "features",
    statistic: "mean",
    shape: [96],
  };
  const leaning = {
    from: "leaning",
    name: "leaning",
    column: "speaker",
    of: "leaning.given",
    shares: [0.5, 0.5],
    shrinkage: 10,
  };
  const { seed: _, ...seedless } = toy.info;

  const cases: [what: string, bytes: Uint8Array | Promise<Uint8Array>, sentence: RegExp][] = [
    [
      "is missing: any other ONNX model",
      toy.onnx,
      /^the ONNX model is not a Prosodia recogniser: it has no description/,
    ],
    ["is no JSON", described("{"), /^the recogniser's description is not JSON .*: the file is damaged\.$/],
    [
      "is JSON of something else",
      described("null"),
      /^the recogniser's description: .*expected keys and values.*got null\.$/,
    ],
    [
      "is of another format",
      with_({ format: 3 }),
      /format: expected format 2, which this version of Prosodia reads; got 3\.$/,
    ],
    ["has unknown keys", with_({ colour: "red" }), /the key "colour" is unknown/],
    ["lacks a key", described(JSON.stringify(seedless)), /seed: .*expected.*got nothing\.$/],
    ["has one label", with_({ labels: ["noise"] }), /labels: .*got \["noise"\]\.$/],
    ["has a label twice", with_({ labels: ["a", "b", "a"] }), /labels: expected different labels; got/],
    ["has an empty shape", withInput({ shape: [] }), /inputs\.0\.shape: .*got \[\]\.$/],
    ["has a fractional shape", withInput({ shape: [95.5] }), /inputs\.0\.shape\.0: .*got 95\.5\.$/],
    ["has no input", with_({ inputs: [] }), /inputs: .*got \[\]\.$/],
    [
      "has no input from audio",
      with_({ inputs: [{ from: "column", name: "sex", column: "sex", values: ["male"] }] }),
      /inputs: expected an input from audio; got/,
    ],
    ["has an input from elsewhere", withInput({ from: "disk" }), /inputs\.0\.from: .*got "disk"\.$/],
    [
      "has an input twice",
      with_({ inputs: [audio, audio] }),
      /inputs: expected inputs of different names; got/,
    ],
    [
      "has groups of no input",
      with_({ inputs: [audio, { ...group, of: "mean" }] }),
      /inputs: expected groups and frames of an input from audio; got/,
    ],
    [
      "has a leaning towards a label that is never right",
      with_({ inputs: [audio, { ...leaning, shares: [0, 1] }] }),
      /inputs\.1\.shares\.0: expected above 0; got 0\.$|inputs\.1\.shares\.0: .*got 0\.$/,
    ],
    [
      "has a leaning that no graph asks for",
      with_({ inputs: [audio, leaning] }),
      /^the ONNX model's input is features .*; expected .* and leaning float32 \[n, 2\]\.$/,
    ],
    [
      "has a column without values",
      with_({ inputs: [audio, { from: "column", name: "sex", column: "sex", values: [] }] }),
      /inputs\.1\.values: .*got \[\]\.$/,
    ],
    ["has a learner without id", with_({ learner: {} }), /learner\.id: .*got nothing\.$/],
    [
      "has inputs that the model lacks",
      with_({ inputs: [audio, group] }),
      /input is features float32 \[n, 96\]; expected features float32 \[n, 96\] and mean float32 \[n, 96\]\.$/,
    ],
    [
      "decides, and the model does not",
      with_({ decides: true }),
      /output is probabilities float32 \[n, 3\]; expected probabilities float32 \[n, 3\] and decision int64 \[n\]\.$/,
    ],
    [
      "leaves the sampling rate open",
      withRecipe({ sampleRate: null }),
      /inputs\.0\.recipe\.sampleRate: expected a rate in Hz/,
    ],
    [
      "leaves the frames open",
      withRecipe({ frames: "longest" }),
      /inputs\.0\.recipe\.frames: expected a number or null/,
    ],
    [
      "names an unknown feature",
      withRecipe({ features: [{ id: "mfc" }] }),
      /inputs\.0\.recipe\.features\.0\.id: feature "mfc" is unknown; .* Did you mean "mfcc"\?$/,
    ],
    [
      "has a parameter that the feature does not know",
      withRecipe({ features: [{ id: "mfcc", params: { nMfc: 6 } }] }),
      /inputs\.0\.recipe\.features\.0: feature mfcc: the key "nMfc" is unknown.*Did you mean "nMfcc"\?$/,
    ],
    [
      "has other labels than the model",
      with_({ labels: ["noise", "sweep"] }),
      /output is probabilities float32 \[n, 3\]; expected probabilities float32 \[n, 2\]\.$/,
    ],
    [
      "has another shape than the model",
      withInput({ shape: [6, 16] }),
      /input is features float32 \[n, 96\]; expected features float32 \[n, 6, 16\]\.$/,
    ],
  ];
  for (const [what, bytes, sentence] of cases) {
    test(what, async () => expect(await refusal(bytes)).toMatch(sentence));
  }
});

describe("more than arithmetic", () => {
  const external = create(TensorProtoSchema, {
    name: "secret",
    dims: [96n],
    dataType: 1,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: [create(StringStringEntryProtoSchema, { key: "location", value: "../secret" })],
  });
  /** An unused node: what it holds is refused all the same. */
  const node = (fields: object): Promise<Uint8Array> =>
    changed((model) => model.graph?.node.push(create(NodeProtoSchema, { output: ["unused"], ...fields })));
  const constant = (attribute: object): Promise<Uint8Array> =>
    node({ opType: "Constant", attribute: [create(AttributeProtoSchema, { name: "value", ...attribute })] });
  const sparse = create(SparseTensorProtoSchema, { values: external, dims: [96n] });

  const reads = 'the ONNX model reads the weight "secret" from another file; it is refused.';
  const cases: [what: string, bytes: Uint8Array | Promise<Uint8Array>, sentence: string][] = [
    ["a weight in another file", changed((model) => model.graph?.initializer.push(external)), reads],
    ["a constant in another file", constant({ t: external }), reads],
    ["constants in another file", constant({ tensors: [external] }), reads],
    [
      "a sparse weight in another file",
      changed((model) => model.graph?.sparseInitializer.push(sparse)),
      reads,
    ],
    ["a sparse constant in another file", constant({ sparseTensor: sparse }), reads],
    [
      "a foreign domain",
      changed((model) => {
        for (const one of model.opsetImport) one.domain = "com.example";
      }),
      'uses the operator domain "com.example"',
    ],
    [
      "a foreign operator whose domain is not imported",
      node({ opType: "Gelu", domain: "com.microsoft", input: ["features"] }),
      'uses the operator domain "com.microsoft"',
    ],
    [
      "a loop",
      node({
        opType: "Loop",
        attribute: [create(AttributeProtoSchema, { name: "body", g: create(GraphProtoSchema) })],
      }),
      'nests a graph (attribute "body")',
    ],
    [
      "graphs in a list",
      node({
        opType: "If",
        attribute: [create(AttributeProtoSchema, { name: "branches", graphs: [create(GraphProtoSchema)] })],
      }),
      'nests a graph (attribute "branches")',
    ],
    [
      "a function",
      changed((model) => model.functions.push(create(FunctionProtoSchema, { name: "f" }))),
      "defines functions of its own",
    ],
  ];
  for (const [what, bytes, sentence] of cases) {
    test(what, async () => {
      const message = await refusal(bytes);
      expect(message).toContain(sentence);
      expect(message).toMatch(/it is refused\. Use files from people you trust only\.$/);
    });
  }
});

describe("other inputs and outputs", () => {
  const rename = (from: string, to: string): Promise<Uint8Array> =>
    changed((model) => {
      for (const value of [...(model.graph?.input ?? []), ...(model.graph?.output ?? [])]) {
        if (value.name === from) value.name = to;
      }
      for (const one of model.graph?.node ?? []) {
        one.input = one.input.map((name) => (name === from ? to : name));
        one.output = one.output.map((name) => (name === from ? to : name));
      }
    });

  test("another name", async () => {
    expect(await refusal(rename("features", "x"))).toBe(
      "the ONNX model's input is x float32 [n, 96]; expected features float32 [n, 96].",
    );
    expect(await refusal(rename("probabilities", "logits"))).toBe(
      "the ONNX model's output is logits float32 [n, 3]; expected probabilities float32 [n, 3].",
    );
  });

  test("two inputs, and no output", async () => {
    const two = changed((model) => {
      const [first] = model.graph?.input ?? [];
      model.graph?.input.push({ ...first, name: "mood" });
    });
    expect(await refusal(two)).toContain(
      "input is features float32 [n, 96] and mood float32 [n, 96]; expected",
    );
    const none = changed((model) => {
      model.graph?.output.splice(0);
    });
    expect(await refusal(none)).toBe(
      "the ONNX model's output is missing; expected probabilities float32 [n, 3].",
    );
  });

  test("another type, and a closed batch length", async () => {
    const integers = new OnnxBuilder("test");
    integers.output(integers.input("features", ["n", 96], "int64"), ["n", 96], "int64");
    integers.metadata(METADATA_KEY, JSON.stringify(toy.info));
    expect(await refusal(encodeSealed(decodeModel(integers.toBytes())))).toContain(
      "input is features int64 [n, 96]; expected features float32 [n, 96].",
    );
    const one = new OnnxBuilder("test");
    one.input("features", [1, 96]);
    one.metadata(METADATA_KEY, JSON.stringify(toy.info));
    expect(await refusal(encodeSealed(decodeModel(one.toBytes())))).toContain(
      "input is features float32 [1, 96]; expected",
    );
  });

  test("a graph that onnxruntime cannot run", async () => {
    const broken = changed((model) => {
      const alpha = model.graph?.node
        .flatMap(({ attribute }) => attribute)
        .find(({ name }) => name === "alpha");
      if (alpha !== undefined) alpha.type = AttributeProto_AttributeType.STRING;
    });
    expect(await refusal(broken)).toMatch(/^onnxruntime refused the model: /);
  });
});

describe("answers that are no probabilities", () => {
  /** A recogniser of two features and two labels; `build` makes the output from the input. */
  async function answering(build: (onnx: OnnxBuilder, features: string) => string) {
    const inputs = toy.info.inputs.map((one) => ({ ...one, shape: [2] }));
    const info: RecogniserInfo = { ...toy.info, labels: ["a", "b"], inputs };
    const onnx = new OnnxBuilder("test");
    const made = build(onnx, onnx.input("features", ["n", 2]));
    onnx.output(onnx.node("Identity", [made], {}, "probabilities"), ["n", 2]);
    return loadRecogniser(await encodeRecogniser(onnx.toBytes(), info), { threads: 1 });
  }

  const cases: [what: string, row: number[], sentence: string][] = [
    ["NaN", [Number.NaN, 1], "gave the probability NaN."],
    ["a negative number", [-0.25, 1.25], "gave the probability -0.25."],
    ["infinity", [Number.POSITIVE_INFINITY, 0], "gave probabilities that sum to Infinity; expected 1."],
    ["logits", [3, 5], "gave probabilities that sum to 8; expected 1."],
  ];
  for (const [what, row, sentence] of cases) {
    test(what, async () => {
      const recogniser = await answering((_, features) => features);
      const rows = Float32Array.from([0.5, 0.5, ...row]);
      await expect(recogniser.predictRows({ features: rows }, 2)).rejects.toThrow(ModelError);
      await expect(recogniser.predictRows({ features: rows }, 2)).rejects.toThrow(
        `the recogniser "toy-vector" ${sentence}`,
      );
      expect(await recogniser.predictRows({ features: rows.subarray(0, 2) }, 1)).toEqual({
        probabilities: Float32Array.of(0.5, 0.5),
        decisions: Int32Array.of(0),
      });
      await recogniser.release();
    });
  }

  test("one row only, whatever the number of rows", async () => {
    const recogniser = await answering((onnx, features) =>
      onnx.node("ReduceMean", [features, onnx.integers([0])]),
    );
    await expect(recogniser.predictRows({ features: new Float32Array(4).fill(0.5) }, 2)).rejects.toThrow(
      'the recogniser "toy-vector" does not give one probability per label.',
    );
    await recogniser.release();
  });

  for (const [what, build] of [
    [
      "a column that is not there",
      (onnx, features) => onnx.node("Gather", [features, onnx.integers([0, 9])], { axis: { int: 1 } }),
    ],
    [
      "places that lead out of a row",
      (onnx, features) => {
        const isLess = onnx.node("Less", [features, onnx.scalar(1)]);
        const places = [9, 0].map((place) => onnx.integers([place], [1, 1]));
        const at = onnx.node("Where", [isLess, ...places]);
        return onnx.node("GatherElements", [features, at], { axis: { int: 1 } });
      },
    ],
  ] satisfies [string, (onnx: OnnxBuilder, features: string) => string][]) {
    test(`a graph that fails when it runs: ${what}`, async () => {
      const recogniser = await answering(build);
      await expect(recogniser.predictRows({ features: new Float32Array(4) }, 2)).rejects.toThrow(ModelError);
      await expect(recogniser.predictRows({ features: new Float32Array(4) }, 2)).rejects.toThrow(
        /^the recogniser "toy-vector" cannot be run: /,
      );
      await recogniser.release();
    });
  }
});
