import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { runOnnx } from "../../test/run-model.ts";
import { fitToy, TOY_LABELS, toyAudio, toyData } from "../../test/toy-recogniser.ts";
import { AudioError, ConfigError, ModelError, TooShortError } from "../base/errors.ts";
import { createDataset, selectRows } from "../dataset/dataset.ts";
import { drawn, fitGroup } from "../dataset/group-scale.ts";
import { applyScaler, fitScaler, type ScalerKind } from "../dataset/scale.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { extractRecipe, parseRecipe } from "../features/recipe.ts";
import { GROUP_STATISTICS } from "../learners/assemble.ts";
import { fitPipeline } from "../learners/pipeline.ts";
import { models } from "../models/index.ts";
import { resample } from "../signal/resample.ts";
import {
  encodeRecogniser,
  loadRecogniser,
  type Recogniser,
  type RecogniserInput,
  rowShapeOf,
} from "./index.ts";
import type { RecogniserInfo } from "./info.ts";

/** Opens a file, and closes it when the work is done. */
async function withRecogniser(
  bytes: Uint8Array | Promise<Uint8Array>,
  work: (recogniser: Recogniser) => Promise<void>,
): Promise<void> {
  const recogniser = await loadRecogniser(await bytes, { threads: 1 });
  try {
    // the toys know noise, sweeps and a vowel without end: nobody speaks in them
    await work({
      ...recogniser,
      predict: (audio, given) => recogniser.predict(audio, { anySound: true, ...given }),
    });
  } finally {
    await recogniser.release();
  }
}

for (const input of ["vector", "image"] as const) {
  for (const isScaled of [true, false]) {
    describe(`${input}, ${isScaled ? "standardised" : "as it is"}`, async () => {
      const toy = await fitToy(input, isScaled);
      const { info, data, recipe } = toy;
      const bytes = await encodeRecogniser(toy.onnx, info);

      test("keeps all that it says of itself", () =>
        withRecogniser(bytes, async (recogniser) => expect(recogniser.info).toEqual(info)));

      test("gives the bits of the scaler and the model in it", () =>
        withRecogniser(bytes, async (recogniser) => {
          const rows = toy.per === null ? data : applyScaler(fitScaler(data, toy.per), data);
          const model = models.find(toy.model.id);
          const alone = await model.fit(rows, toy.model.params, { seed: 1, threads: 1 });
          const dims = [data.y.length, ...data.shape];
          const expected = await runOnnx(alone.onnx, "features", "probabilities", rows.x, dims);
          const { probabilities, decisions } = await recogniser.predictRows({ features: data.x }, 12);
          expect(probabilities).toEqual(expected);
          expect([...decisions]).toEqual(
            Array.from(decisions, (_, row) => {
              const own = expected.subarray(3 * row, 3 * row + 3);
              return own.indexOf(Math.max(...own));
            }),
          );
          expect(await recogniser.predictRows({ features: new Float32Array(0) }, 0)).toEqual({
            probabilities: new Float32Array(0),
            decisions: new Int32Array(0),
          });
        }));

      test("answers audio as its features are answered", () =>
        withRecogniser(bytes, async (recogniser) => {
          for (const label of TOY_LABELS) {
            const audio = toyAudio(label, 5);
            const answer = await recogniser.predict(audio);
            const features = extractRecipe(audio, recipe).data;
            const { probabilities: row } = await recogniser.predictRows({ features }, 1);
            expect(Object.keys(answer.probabilities)).toEqual([...TOY_LABELS]);
            expect(Object.values(answer.probabilities)).toEqual([...row]);
            expect(answer.probabilities[answer.label]).toBe(Math.max(...row));
            // kernel ridge needs standardised features, and WiggleNet longer training
            if (input === "vector" && isScaled) expect(answer.label).toBe(label);
          }
        }));

      test("a file that was read can be written again", () =>
        withRecogniser(encodeRecogniser(bytes, { ...info, name: "renamed" }), (again) =>
          withRecogniser(bytes, async (before) => {
            expect(again.info).toEqual({ ...info, name: "renamed" });
            const features = { features: data.x };
            expect(await again.predictRows(features, 12)).toEqual(await before.predictRows(features, 12));
          }),
        ));
    });
  }
}

describe("audio", async () => {
  const toy = await fitToy("vector", true);
  const bytes = await encodeRecogniser(toy.onnx, toy.info);

  test("at another sampling rate is resampled", async () => {
    const recogniser = await loadRecogniser(bytes, { threads: 1 });
    const audio = toyAudio("vowel", 1, 48000);
    // a quarter of a second is too little speech
    await expect(recogniser.predict(audio)).rejects.toThrow(TooShortError);
    const answer = await recogniser.predict(audio, { anySound: true });
    const samples = resample(audio.samples, 48000, 16000);
    expect(answer).toEqual(await recogniser.predict({ samples, sampleRate: 16000 }, { anySound: true }));
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
    const recipe = { ...toy.recipe, frames: 16 };
    const info = { ...toy.info, inputs: toy.info.inputs.map((one) => ({ ...one, recipe })) };
    const recogniser = await loadRecogniser(await encodeRecogniser(toy.onnx, info), { threads: 1 });
    const { samples, sampleRate } = toyAudio("noise", 0);
    for (const length of [1000, samples.length, 3 * samples.length]) {
      const other = new Float32Array(length);
      for (let i = 0; i < length; i++) other[i] = samples[i % samples.length];
      expect((await recogniser.predict({ samples: other, sampleRate }, { anySound: true })).label).toBe(
        "noise",
      );
    }
    await recogniser.release();
  });
});

test("bytes may lie anywhere in their buffer", async () => {
  const toy = await fitToy("vector", true);
  const bytes = await encodeRecogniser(toy.onnx, toy.info);
  const inside = new Uint8Array(bytes.length + 24);
  inside.set(bytes, 13);
  const recogniser = await loadRecogniser(inside.subarray(13, 13 + bytes.length), { threads: 1 });
  const alone = await loadRecogniser(bytes, { threads: 1 });
  const features = { features: toy.data.x };
  expect(await recogniser.predictRows(features, 12)).toEqual(await alone.predictRows(features, 12));
  await Promise.all([recogniser.release(), alone.release()]);
});

describe("writing", async () => {
  const toy = await fitToy("vector", true);

  test("refuses what could not be read again", async () => {
    const other = { ...toy.info, labels: ["noise", "sweep"] };
    await expect(encodeRecogniser(toy.onnx, other)).rejects.toThrow(ModelError);
    await expect(encodeRecogniser(toy.onnx, other)).rejects.toThrow(
      "the ONNX model's output is probabilities float32 [n, 3]; expected probabilities float32 [n, 2].",
    );
    const recipe = { ...toy.recipe, sampleRate: null };
    const open = { ...toy.info, inputs: toy.info.inputs.map((one) => ({ ...one, recipe })) };
    await expect(encodeRecogniser(toy.onnx, open)).rejects.toThrow(ModelError);
    await expect(encodeRecogniser(toy.onnx, open)).rejects.toThrow(
      /inputs\.0\.recipe\.sampleRate: expected a rate in Hz; got null/,
    );
  });
});

describe("graphs of several inputs and outputs", async () => {
  const { info } = await fitToy("vector", true);
  const audioInput = (name: string, nMfcc: number): Extract<RecogniserInput, { from: "audio" }> => ({
    from: "audio",
    name,
    recipe: parseRecipe("toy", {
      sampleRate: 16000,
      features: [{ id: "mfcc", params: { nMfcc, hopSamples: 256 } }],
    }),
    shape: [nMfcc, 16],
  });
  const sex: RecogniserInput = { from: "column", name: "sex", column: "sex", values: ["female", "male"] };

  /** Of two labels; `build` makes probabilities [n, 2] and perhaps a decision [n] of the inputs. */
  function fileOf(
    inputs: readonly RecogniserInput[],
    build: (onnx: OnnxBuilder) => { probabilities: string; decision?: string },
    change: Partial<RecogniserInfo> = {},
  ): Promise<Uint8Array> {
    const onnx = new OnnxBuilder("test");
    for (const input of inputs) {
      onnx.input(input.name, ["n", ...rowShapeOf(input)], input.from === "frames" ? "int64" : "float32");
    }
    const { probabilities, decision } = build(onnx);
    onnx.node("Identity", [probabilities], {}, "probabilities");
    onnx.output("probabilities", ["n", 2]);
    if (decision !== undefined)
      onnx.output(onnx.node("Identity", [decision], {}, "decision"), ["n"], "int64");
    return encodeRecogniser(onnx.toBytes(), {
      ...info,
      labels: ["a", "b"],
      inputs: [...inputs],
      decides: decision !== undefined,
      ...change,
    });
  }

  /** [n, 1]: between 0 and 1, from the mean of an image's numbers. */
  const share = (onnx: OnnxBuilder, image: string): string => {
    const mean = onnx.node("ReduceMean", [image, onnx.integers([1, 2])], { keepdims: { int: 0 } });
    const column = onnx.node("Unsqueeze", [mean, onnx.integers([1])]);
    return onnx.node("Sigmoid", [onnx.node("Mul", [column, onnx.scalar(0.01)])]);
  };
  const withRest = (onnx: OnnxBuilder, p: string): string =>
    onnx.node("Concat", [p, onnx.node("Sub", [onnx.scalar(1), p])], { axis: { int: 1 } });

  test("two recipes: each input gets its own", () => {
    const inputs = [audioInput("few", 2), audioInput("many", 5)] as const;
    const bytes = fileOf(inputs, (onnx) => ({
      probabilities: withRest(onnx, onnx.node("Mul", [share(onnx, "few"), share(onnx, "many")])),
    }));
    return withRecogniser(bytes, async (recogniser) => {
      const audio = toyAudio("vowel", 1);
      const [few, many] = inputs.map(({ recipe }) => extractRecipe(audio, recipe).data);
      const { probabilities } = await recogniser.predictRows({ few, many }, 1);
      const shareOf = (x: Float32Array) =>
        1 / (1 + Math.exp(-0.01 * (x.reduce((sum, one) => sum + one, 0) / x.length)));
      expect(probabilities[0]).toBeCloseTo(shareOf(few) * shareOf(many), 5);
      expect((await recogniser.predict(audio)).probabilities).toEqual({
        a: probabilities[0],
        b: probabilities[1],
      });
      await expect(recogniser.predictRows({ few }, 1)).rejects.toThrow(ModelError);
      await expect(recogniser.predictRows({ few }, 1)).rejects.toThrow(
        'the recogniser "toy-vector" needs the features many.',
      );
    });
  });

  test("the frames of a clip before it was padded or cut", () => {
    const { recipe, ...audio } = audioInput("features", 2);
    const inputs: RecogniserInput[] = [
      { ...audio, recipe: { ...recipe, frames: 16 } },
      { from: "frames", name: "frames", of: "features" },
    ];
    // a: a hundredth of the frames
    const bytes = fileOf(inputs, (onnx) => {
      const counted = onnx.node("Cast", ["frames"], { to: { int: 1 } });
      const column = onnx.node("Unsqueeze", [counted, onnx.integers([1])]);
      const nothing = onnx.node("Mul", [share(onnx, "features"), onnx.scalar(0)]);
      const hundredths = onnx.node("Mul", [column, onnx.scalar(0.01)]);
      return { probabilities: withRest(onnx, onnx.node("Add", [hundredths, nothing])) };
    });
    return withRecogniser(bytes, async (recogniser) => {
      const { samples, sampleRate } = toyAudio("vowel", 0);
      for (const [length, frames] of [
        [2048, 9],
        [4000, 16],
      ]) {
        const { probabilities } = await recogniser.predict({
          samples: samples.subarray(0, length),
          sampleRate,
        });
        expect(probabilities.a).toBeCloseTo(frames / 100, 6);
      }
      const features = new Float32Array(64);
      const rows = await recogniser.predictRows({ features, frames: Float32Array.of(3, 40) }, 2);
      expect(rows.probabilities[0]).toBeCloseTo(0.03, 6);
      expect(rows.probabilities[2]).toBeCloseTo(0.4, 6);
      await expect(recogniser.predictRows({ features }, 2)).rejects.toThrow("needs the features frames.");
    });
  });

  describe("a decision of its own", () => {
    const input = audioInput("features", 2);
    const deciding = (build: (onnx: OnnxBuilder, probabilities: string) => string): Promise<Uint8Array> =>
      fileOf([input], (onnx) => {
        const probabilities = withRest(onnx, share(onnx, "features"));
        return { probabilities, decision: build(onnx, probabilities) };
      });
    const audio = toyAudio("noise", 1);

    test("wins over the most probable label", () => {
      const bytes = deciding((onnx, probabilities) =>
        onnx.node("ArgMax", [onnx.node("Sub", [onnx.scalar(1), probabilities])], {
          axis: { int: 1 },
          keepdims: { int: 0 },
        }),
      );
      return withRecogniser(bytes, async (recogniser) => {
        expect(recogniser.info.decides).toBe(true);
        const { label, probabilities } = await recogniser.predict(audio);
        expect(probabilities[label]).toBe(Math.min(...Object.values(probabilities)));
        const x = Float32Array.from({ length: 64 }, (_, i) => (i < 32 ? 90 : -90));
        expect([...(await recogniser.predictRows({ features: x }, 2)).decisions]).toEqual([1, 0]);
      });
    });

    test.each([
      ["7", [7], "gave the decision 7."],
      ["-1", [-1], "gave the decision -1."],
      ["two for one row", [0, 1], "does not give one decision per row."],
    ])("%s is refused", (_, decision, sentence) =>
      withRecogniser(
        deciding((onnx) => onnx.integers(decision)),
        async (recogniser) => {
          await expect(recogniser.predict(audio)).rejects.toThrow(ModelError);
          await expect(recogniser.predict(audio)).rejects.toThrow(`the recogniser "toy-vector" ${sentence}`);
        },
      ),
    );
  });

  describe("a column", () => {
    const inputs = [audioInput("features", 2), sex];
    /** female: a, male: b; their mean where it is not known. */
    const bytes = fileOf(inputs, (onnx) => {
      const known = onnx.node("Where", [onnx.node("IsNaN", ["sex"]), onnx.scalar(0.5), "sex"]);
      const nothing = onnx.node("Mul", [share(onnx, "features"), onnx.scalar(0)]);
      return { probabilities: onnx.node("Add", [known, nothing]) };
    });
    const audio = toyAudio("vowel", 1);

    test("is 1 at the value that is given, and the mean where none is", () =>
      withRecogniser(bytes, async (recogniser) => {
        const ask = async (columns?: Record<string, string>) =>
          (await recogniser.predict(audio, columns === undefined ? {} : { columns })).probabilities;
        expect(await ask({ sex: "female" })).toEqual({ a: 1, b: 0 });
        expect(await ask({ sex: "male" })).toEqual({ a: 0, b: 1 });
        expect(await ask({})).toEqual({ a: 0.5, b: 0.5 });
        expect(await ask()).toEqual({ a: 0.5, b: 0.5 });
      }));

    test("of many rows, each by its own, or none", () =>
      withRecogniser(bytes, async (recogniser) => {
        const features = new Float32Array(3 * 32);
        const own = Float32Array.of(0, 1, Number.NaN, Number.NaN, 1, 0);
        const known = await recogniser.predictRows({ features, sex: own }, 3);
        expect([...known.probabilities]).toEqual([0, 1, 0.5, 0.5, 1, 0]);
        const unknown = await recogniser.predictRows({ features }, 3);
        expect([...unknown.probabilities]).toEqual(new Array(6).fill(0.5));
      }));

    test("unknown values, and columns that it does not look at, are refused", () =>
      withRecogniser(bytes, async (recogniser) => {
        const ask = (columns: Record<string, string>) => recogniser.predict(audio, { columns });
        await expect(ask({ sex: "m" })).rejects.toThrow(ConfigError);
        await expect(ask({ sex: "m" })).rejects.toThrow(
          'the sex "m" is unknown; expected one of female, male.',
        );
        await expect(ask({ sex: "male", sentence: "dogs" })).rejects.toThrow(ConfigError);
        await expect(ask({ sex: "male", sentence: "dogs" })).rejects.toThrow(
          'the recogniser does not look at the column "sentence"; expected one of sex.',
        );
      }));
  });

  test("a recogniser of audio only takes no column, and gets to know nobody", async () => {
    const toy = await fitToy("vector", true);
    await withRecogniser(encodeRecogniser(toy.onnx, toy.info), async (recogniser) => {
      const audio = toyAudio("vowel", 1);
      await expect(recogniser.predict(audio, { columns: { sex: "male" } })).rejects.toThrow(
        'the recogniser does not look at the column "sex"; it looks at audio only.',
      );
      await expect(recogniser.enrol([audio])).rejects.toThrow(ConfigError);
      await expect(recogniser.enrol([audio])).rejects.toThrow(
        'the recogniser "toy-vector" does not get to know speakers: neither its features are normalised by speaker, nor its answers aligned.',
      );
      await expect(recogniser.predict(audio, { enrolment: new Map() })).rejects.toThrow(
        "the enrolment is not of this recogniser",
      );
    });
  });

  describe("inputs and outputs that are not as described are refused", () => {
    const inputs = [audioInput("features", 2), sex];
    const build = (onnx: OnnxBuilder) => ({ probabilities: withRest(onnx, share(onnx, "features")) });
    const got = "input is features float32 [n, 2, 16] and sex float32 [n, 2]; expected";
    const cases: [what: string, change: Partial<RecogniserInfo>, sentence: string][] = [
      [
        "a missing input",
        { inputs: [...inputs, audioInput("more", 3)] },
        `${got} features float32 [n, 2, 16] and sex float32 [n, 2] and more float32 [n, 3, 16].`,
      ],
      ["an input too many", { inputs: inputs.slice(0, 1) }, `${got} features float32 [n, 2, 16].`],
      [
        "another order",
        { inputs: inputs.toReversed() },
        `${got} sex float32 [n, 2] and features float32 [n, 2, 16].`,
      ],
      [
        "other values",
        { inputs: [inputs[0], { ...sex, values: ["x", "y", "z"] }] },
        "and sex float32 [n, 3].",
      ],
      [
        "a decision that is not there",
        { decides: true },
        "output is probabilities float32 [n, 2]; expected probabilities float32 [n, 2] and decision int64 [n].",
      ],
    ];
    for (const [what, change, sentence] of cases) {
      test(what, async () => {
        await expect(fileOf(inputs, build, change)).rejects.toThrow(ModelError);
        await expect(fileOf(inputs, build, change)).rejects.toThrow(sentence);
      });
    }

    test("a decision that is not told of, and one of another type", async () => {
      const deciding = (type: string) => (onnx: OnnxBuilder) => {
        const { probabilities } = build(onnx);
        const decision = onnx.node("ArgMax", [probabilities], { axis: { int: 1 }, keepdims: { int: 0 } });
        return { probabilities, decision: type === "int64" ? decision : probabilities };
      };
      await expect(fileOf(inputs, deciding("int64"), { decides: false })).rejects.toThrow(
        "output is probabilities float32 [n, 2] and decision int64 [n]; expected probabilities float32 [n, 2].",
      );
      const onnx = new OnnxBuilder("test");
      onnx.input("features", ["n", 2, 16]);
      onnx.output("probabilities", ["n", 2]);
      onnx.output("decision", ["n"]);
      const described = { ...info, labels: ["a", "b"], inputs: inputs.slice(0, 1), decides: true };
      await expect(encodeRecogniser(onnx.toBytes(), described)).rejects.toThrow(
        "and decision float32 [n]; expected probabilities float32 [n, 2] and decision int64 [n].",
      );
    });
  });
});

describe("features normalised by speaker", () => {
  const SHRINKAGE = 4;
  const clips = [0, 1, 2].flatMap((variant) => TOY_LABELS.map((label) => toyAudio(label, variant + 4)));

  for (const [input, kind] of [
    ["vector", "number"],
    ["image", "coefficient"],
  ] as const satisfies readonly (readonly ["vector" | "image", ScalerKind])[]) {
    describe(`per ${kind}`, async () => {
      const { data, recipe } = toyData(input);
      const average = fitScaler(selectRows(data, [0, 1, 2, 5, 8]), kind);
      const toy = await fitToy(input, false);
      const { onnx } = await fitPipeline(
        applyScaler(average, data),
        { steps: [], model: toy.model },
        { seed: 1, threads: 1 },
        { ...average, shrinkage: SHRINKAGE },
      );
      const bytes = await encodeRecogniser(onnx, {
        ...toy.info,
        inputs: [
          ...toy.info.inputs,
          ...GROUP_STATISTICS.map(
            (statistic): RecogniserInput => ({
              ...{ from: "group", name: statistic, column: "speaker", of: "features", statistic },
              shape: statistic === "count" ? average.shape.map(() => 1) : [...average.shape],
            }),
          ),
        ],
      });
      const own = createDataset({
        clipIds: clips.map((_, i) => `clip${i}`),
        shape: data.shape,
        x: Float32Array.from(clips.flatMap((audio) => [...extractRecipe(audio, recipe).data])),
        labels: [],
        y: new Int32Array(clips.length).fill(-1),
      });
      const group = fitGroup(own, kind);

      test("a speaker is known by mean, scale and number of their clips", () =>
        withRecogniser(bytes, async (recogniser) => {
          const enrolment = await recogniser.enrol(clips);
          expect([...enrolment]).toEqual([
            ["mean", group.mean],
            ["scale", group.scale],
            ["count", Float32Array.of(clips.length)],
          ]);
        }));

      test("answers for that speaker, and for an average one", () =>
        withRecogniser(bytes, async (recogniser) => {
          const model = await fitPipeline(
            applyScaler(average, data),
            { steps: [], model: toy.model },
            { seed: 1, threads: 1 },
          );
          const audio = clips[4];
          const row = { ...selectRows(own, [4]) };
          const scalers = { known: drawn(group, average, SHRINKAGE), unknown: average };
          const expected = async (scaler: typeof average) => [
            ...(await runOnnx(model.onnx, "features", "probabilities", applyScaler(scaler, row).x, [
              1,
              ...row.shape,
            ])),
          ];
          const answer = async (given?: Parameters<typeof recogniser.predict>[1]) =>
            Object.values((await recogniser.predict(audio, given)).probabilities);
          const enrolment = await recogniser.enrol(clips);
          assertClose(await answer({ enrolment }), await expected(scalers.known), { absolute: 1e-5 });
          assertClose(await answer(), await expected(scalers.unknown), { absolute: 1e-5 });
          expect(await answer({ enrolment })).not.toEqual(await answer());
        }));

      test("many rows of one speaker, or of an average one", () =>
        withRecogniser(bytes, async (recogniser) => {
          const enrolment = await recogniser.enrol(clips);
          const { probabilities } = await recogniser.predictRows(
            { features: own.x, ...Object.fromEntries(enrolment) },
            clips.length,
          );
          const third = await recogniser.predict(clips[2], { enrolment });
          const [a, b] = [probabilities.subarray(6, 9), Object.values(third.probabilities)];
          for (const label of [0, 1, 2]) expect(a[label]).toBeCloseTo(b[label], 5);
          const unknown = await recogniser.predictRows({ features: own.x }, clips.length);
          expect(unknown.probabilities).not.toEqual(probabilities);
        }));

      test("no clip, silence, and another recogniser's speaker are refused", () =>
        withRecogniser(bytes, async (recogniser) => {
          await expect(recogniser.enrol([])).rejects.toThrow(ConfigError);
          await expect(recogniser.enrol([])).rejects.toThrow(
            "enrol: expected at least one clip of the speaker, got none.",
          );
          const silent = recogniser.enrol([{ samples: new Float32Array(4000), sampleRate: 16000 }]);
          await expect(silent).rejects.toThrow(AudioError);
          for (const enrolment of [
            new Map(),
            new Map([
              ["mean", group.mean],
              ["scale", group.scale.subarray(1)],
              ["count", Float32Array.of(3)],
            ]),
          ]) {
            const asked = recogniser.predict(clips[0], { enrolment });
            await expect(asked).rejects.toThrow(ConfigError);
            await expect(asked).rejects.toThrow(
              "the enrolment is not of this recogniser; expected one that its own enrol made.",
            );
          }
        }));
    });
  }
});
