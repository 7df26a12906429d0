/** Files that are made to take all memory, hours, or the process: refused before anything of them runs. */
import { create } from "@bufbuild/protobuf";
import { NodeProtoSchema, SparseTensorProtoSchema, TensorProtoSchema } from "onnx-buf";
import { describe, expect, test } from "vitest";
import { processorTime } from "../../test/processor-time.ts";
import { fitToy } from "../../test/toy-recogniser.ts";
import { ModelError } from "../base/errors.ts";
import { decodeModel, OnnxBuilder } from "../engine/onnx/builder.ts";
import { writeMetadata } from "../engine/onnx/rewrite.ts";
import { encodeSealed } from "../engine/onnx/seal.ts";
import { loadRecogniser } from "./index.ts";
import { METADATA_KEY } from "./info.ts";

const { info: toyInfo } = await fitToy("vector", true);
const info = {
  ...toyInfo,
  labels: ["a", "b"],
  inputs: toyInfo.inputs.map((one) => ({ ...one, shape: [2] })),
};

/** A file whose answers are its two features, and which does something beside. */
function fileWith(build: (onnx: OnnxBuilder, features: string) => void): Promise<Uint8Array> {
  const onnx = new OnnxBuilder("hostile");
  const features = onnx.input("features", ["n", 2]);
  build(onnx, features);
  onnx.output(onnx.node("Identity", [features], {}, "probabilities"), ["n", 2]);
  onnx.metadata(METADATA_KEY, JSON.stringify(info));
  return encodeSealed(decodeModel(onnx.toBytes()));
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const spent = processorTime();
  try {
    await (await loadRecogniser(bytes, { threads: 1 })).release();
    return "";
  } catch (error) {
    expect(spent(), "milliseconds").toBeLessThan(1000);
    if (error instanceof ModelError) return error.message;
    throw error;
  }
}

test("the harmless file opens", async () => {
  expect(await refusal(await fileWith(() => undefined))).toBe("");
});

describe("a file is refused", () => {
  const huge = 100_000;
  const cases: [what: string, build: (onnx: OnnxBuilder, features: string) => void, sentence: RegExp][] = [
    [
      "that divides whole numbers by what a run tells",
      (onnx, features) => {
        const zero = onnx.node("ArgMax", [features], { axis: { int: 1 } });
        onnx.node("Div", [onnx.integers([1]), zero]);
      },
      /operator Div .* is given int64/,
    ],
    [
      "that takes a remainder",
      (onnx, features) => onnx.node("Mod", [onnx.node("ArgMax", [features]), onnx.integers([0])]),
      /uses the operator Mod, which no export has/,
    ],
    [
      "that draws at random",
      (onnx) => onnx.node("RandomNormal", [], { shape: { ints: [2] } }),
      /uses the operator RandomNormal/,
    ],
    [
      "that searches text",
      (onnx) => onnx.node("RegexFullMatch", ["features"], { pattern: "(a+)+$" }),
      /uses the operator RegexFullMatch/,
    ],
    [
      "that repeats",
      (onnx, features) => onnx.node("Tile", [features, onnx.integers([huge, huge])]),
      /uses the operator Tile/,
    ],
    [
      "that counts",
      (onnx) =>
        onnx.node("Range", [onnx.integers([0], []), onnx.integers([1e12], []), onnx.integers([1], [])]),
      /uses the operator Range/,
    ],
    [
      "that fills",
      (onnx) => onnx.node("ConstantOfShape", [onnx.integers([huge, huge])]),
      /uses the operator ConstantOfShape/,
    ],
    [
      "that expands",
      (onnx, features) => onnx.node("Expand", [features, onnx.integers([huge, huge, 1, 2])]),
      /takes 2\.00e\+4 million numbers for a recording/,
    ],
    [
      "that expands weights, which happens when it is opened",
      (onnx) => onnx.node("Expand", [onnx.scalar(1), onnx.integers([4000, 4000])]),
      /makes 16\.0 million numbers of/,
    ],
    [
      "that expands to what a run tells",
      (onnx, features) => onnx.node("Expand", [onnx.scalar(1), onnx.node("ArgMax", [features])]),
      /operator Expand .* has a size that only a run would tell/,
    ],
    [
      "that pads",
      (onnx, features) => onnx.node("Pad", [features, onnx.integers([0, 0, 0, 1e10])]),
      /takes .* million numbers/,
    ],
    [
      "that doubles what it has, again and again",
      (onnx, features) => {
        let value = features;
        for (let i = 0; i < 40; i++) value = onnx.node("Concat", [value, value], { axis: { int: 1 } });
      },
      /takes .* million numbers/,
    ],
    [
      "that doubles without end",
      (onnx, features) => {
        let value = features;
        for (let i = 0; i < 3000; i++) value = onnx.node("Concat", [value, value], { axis: { int: 1 } });
      },
      /takes Infinity million numbers|has no size/,
    ],
    [
      "that gathers with more and more axes",
      (onnx, features) => {
        let value = features;
        const twice = onnx.integers([0, 0, 0, 0], [2, 2]);
        for (let i = 0; i < 3000; i++) value = onnx.node("Gather", [value, twice], { axis: { int: 0 } });
      },
      /gives more than 8 axes/,
    ],
    [
      "that looks up places of other rows than there are",
      (onnx, features) => {
        onnx.node("GatherElements", [features, onnx.integers([0, 0, 0, 0], [4, 1])], { axis: { int: 1 } });
      },
      /operator GatherElements .* is given shapes \[1, 2\], \[4, 1\]/,
    ],
    [
      "that broadcasts a column against a row",
      (onnx, features) => {
        const wide = onnx.node("Pad", [features, onnx.integers([0, 0, 0, huge])]);
        const column = onnx.node("Transpose", [wide], { perm: { ints: [1, 0] } });
        onnx.node("Add", [column, wide]);
      },
      /takes .* million numbers/,
    ],
    [
      "of huge products",
      (onnx, features) => {
        const wide = onnx.node("Pad", [features, onnx.integers([0, 0, 0, 9e6 - 2])]);
        let square = onnx.node("Reshape", [wide, onnx.integers([3000, 3000])]);
        for (let i = 0; i < 4; i++) square = onnx.node("MatMul", [square, square]);
      },
      /takes .* million multiplications for a recording/,
    ],
    [
      "of thousands of nodes",
      (onnx, features) => {
        for (let i = 0; i < 4000; i++) onnx.node("Relu", [features]);
      },
      /has 4001 nodes; expected at most 4000/,
    ],
    [
      "with names that are longer than any weights",
      (onnx, features) => onnx.node("Relu", [features], {}, "x".repeat(3e6)),
      /bytes beside its weights; expected at most 2097152/,
    ],
    [
      "of a convolution that takes all memory for its windows",
      (onnx, features) => {
        const wide = onnx.node("Pad", [features, onnx.integers([0, 0, 0, 2 ** 20])]);
        const series = onnx.node("Unsqueeze", [wide, onnx.integers([0])]);
        onnx.node("Conv", [series, onnx.constant([1, 1, 4096], new Float32Array(4096))]);
      },
      /takes .* million numbers of memory for an operator/,
    ],
    [
      "with an attribute that no export has",
      (onnx, features) => onnx.node("Softmax", [features], { axis: { int: 1 }, colour: { int: 1 } }),
      /has the attribute "colour"/,
    ],
    [
      "that names a value twice",
      (onnx, features) => onnx.node("Relu", [features], {}, "features"),
      /gives "features" twice/,
    ],
    [
      "that looks at what is not there",
      (onnx) => onnx.node("Relu", ["elsewhere"]),
      /looks at "elsewhere" before anything gives it/,
    ],
  ];
  for (const [what, build, sentence] of cases) {
    test(what, async () => expect(await refusal(await fileWith(build))).toMatch(sentence));
  }

  test("whose weight is not as long as it says", async () => {
    const model = decodeModel(await fileWith(() => undefined));
    const dims = [1n << 40n];
    model.graph?.initializer.push(create(TensorProtoSchema, { name: "w", dims, dataType: 1 }));
    expect(await refusal(await encodeSealed(model))).toContain('the weight "w" is not as long as its shape');
  });

  test("with sparse weights", async () => {
    const model = decodeModel(await fileWith(() => undefined));
    model.graph?.sparseInitializer.push(create(SparseTensorProtoSchema, { dims: [1n << 40n] }));
    expect(await refusal(await encodeSealed(model))).toContain("has sparse weights");
  });

  test("of another operator set", async () => {
    const model = decodeModel(await fileWith(() => undefined));
    model.opsetImport[0].version = 11n;
    expect(await refusal(await encodeSealed(model))).toContain(
      "is of the operator set 11; expected 18 to 21",
    );
  });

  test("of millions of empty nodes, before they become objects", async () => {
    const model = decodeModel(await fileWith(() => undefined));
    const whole = await encodeSealed(model);
    // field 7 of the model, the graph, a second time: its field 1, an empty node, again and again
    const nodes = new Uint8Array(2 << 21);
    for (let at = 0; at < nodes.length; at += 2) nodes[at] = 0x0a;
    const length = [0, 7, 14, 21].map((shift, i) => ((nodes.length >> shift) & 0x7f) | (i < 3 ? 0x80 : 0));
    const bytes = Uint8Array.from([...whole, 0x3a, ...length, ...nodes]);
    expect(await refusal(bytes)).toContain("nodes; expected at most 4000");
  });

  for (const [what, text] of [
    ["nested", "[".repeat(500_000)],
    ["nested and closed", `{"format":${"[".repeat(250_000)}${"]".repeat(250_000)}}`],
    ["long", JSON.stringify({ ...info, name: "n".repeat(2 ** 20) })],
  ]) {
    test(`whose description is too ${what}`, async () => {
      const model = decodeModel(await fileWith(() => undefined));
      writeMetadata(model, METADATA_KEY, text);
      expect(await refusal(await encodeSealed(model))).toMatch(
        /^the recogniser's description is longer or more nested than any recogniser's: .*; it is refused\.$/,
      );
    });
  }
});

describe("rows of a file that takes much run as many at once as its bounds allow", () => {
  /** Whether a file's answers tell how many rows ran at once: every row's first probability is 1 in as many. */
  async function rowsAtOnce(build: (onnx: OnnxBuilder, features: string) => string, rows: number) {
    const onnx = new OnnxBuilder("hostile");
    const features = onnx.input("features", ["n", 2]);
    const zeros = onnx.node("Mul", [onnx.node("Add", [features, build(onnx, features)]), onnx.scalar(0)]);
    const count = onnx.node("ReduceSum", [onnx.node("Add", [zeros, onnx.scalar(1)]), onnx.integers([0])]);
    const share = onnx.node("Div", [onnx.constant([2], Float32Array.of(1, -1)), count]);
    const shares = onnx.node("Add", [share, onnx.constant([2], Float32Array.of(0, 1))]);
    onnx.output(onnx.node("Add", [zeros, shares], {}, "probabilities"), ["n", 2]);
    onnx.metadata(METADATA_KEY, JSON.stringify(info));
    const recogniser = await loadRecogniser(await encodeSealed(decodeModel(onnx.toBytes())), { threads: 1 });
    const { probabilities } = await recogniser.predictRows({ features: new Float32Array(2 * rows) }, rows);
    await recogniser.release();
    return Array.from({ length: rows }, (_, row) => Math.round(1 / probabilities[2 * row]));
  }
  const largest = (onnx: OnnxBuilder, value: string) =>
    onnx.node("ReduceMax", [onnx.node("Reshape", [value, onnx.integers([-1])]), onnx.integers([0])]);

  test("one that takes little: all of them", async () => {
    expect(await rowsAtOnce((_, features) => features, 40)).toEqual(new Array(40).fill(40));
  });

  test("one that takes as much for every row", async () => {
    const padded = (onnx: OnnxBuilder, features: string) =>
      onnx.node("ReduceMax", [
        onnx.node("Pad", [features, onnx.integers([0, 0, 0, 1e7])]),
        onnx.integers([1]),
      ]);
    expect(await rowsAtOnce(padded, 30)).toEqual([...new Array(24).fill(8), ...new Array(6).fill(6)]);
  });

  test("one that takes more, the more there are, beside many numbers of its own", async () => {
    const grown = (onnx: OnnxBuilder, features: string) => {
      const own = largest(onnx, onnx.node("Expand", [onnx.scalar(0), onnx.integers([400_000])]));
      const n = onnx.node("Shape", [features], { start: { int: 0 }, end: { int: 1 } });
      const power = onnx.node("Concat", [n, n, n, n, n], { axis: { int: 0 } });
      const more = largest(onnx, onnx.node("Expand", [onnx.scalar(1), power]));
      return onnx.node("Add", [own, more]);
    };
    expect(await rowsAtOnce(grown, 64)).toEqual(new Array(64).fill(32));
  });
});

describe("a description is refused", () => {
  const described = async (change: object) => {
    const model = decodeModel(await fileWith(() => undefined));
    writeMetadata(model, METADATA_KEY, JSON.stringify({ ...info, ...change }));
    return refusal(await encodeSealed(model));
  };
  const [audio] = toyInfo.inputs;
  if (audio.from !== "audio") throw new Error("the toy hears audio");

  test("that asks for hours of audio at a rate of ultrasound", async () => {
    const recipe = { ...audio.recipe, seconds: 3600, sampleRate: 384_000 };
    expect(await described({ inputs: [{ ...audio, recipe }] })).toContain(
      "inputs.0.recipe.seconds: expected at most 33554432 samples",
    );
  });

  test("with a name that is longer than any sentence, in one that is not", async () => {
    const message = await described({ inputs: [{ ...audio, name: "n".repeat(5000) }] });
    expect(message).toMatch(/^the ONNX model's input is features .*; expected nnn/);
    expect(message.length).toBeLessThan(1200);
  });

  test("that asks for hundreds of features", async () => {
    const features = Array.from({ length: 257 }, () => ({ id: "mfcc" }));
    expect(await described({ inputs: [{ ...audio, recipe: { ...audio.recipe, features } }] })).toContain(
      "inputs: expected at most 256 features in all",
    );
  });
});

test("an operator of a node that nothing looks at counts as well", async () => {
  const model = decodeModel(await fileWith(() => undefined));
  model.graph?.node.push(create(NodeProtoSchema, { opType: "Mod", output: ["unused"] }));
  expect(await refusal(await encodeSealed(model))).toContain("uses the operator Mod");
});
