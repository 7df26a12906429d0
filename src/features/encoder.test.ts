import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { encoderFile, PACKAGED_BYTES, packagedNetworks, tinyEncoder } from "../../test/encoders.ts";
import golden from "../../test/golden/encoder.json" with { type: "json" };
import { goldenSignal } from "../../test/golden-signals.ts";
import type { Audio } from "../audio/audio.ts";
import { ConfigError, ModelError } from "../base/errors.ts";
import { parseParams } from "../base/params.ts";
import { describeEncoder } from "./encoder/file.ts";
import { PACKAGED } from "./encoder/packaged.ts";
import { encoder } from "./encoder.ts";
import { openNetworks } from "./open-networks.ts";
import { extractRecipe, parseRecipe, runRecipe, settleNetworks } from "./recipe.ts";

const networks = packagedNetworks();
afterAll(() => networks.release());

const paramsOf = (raw: object = {}) => parseParams("feature encoder", encoder.params, raw);
const vowel = (samples: number, sampleRate = 16_000): Audio => ({
  samples: goldenSignal("vowel", samples, sampleRate),
  sampleRate,
});

const pooling = { functionals: ["mean", "sd", "mean-change"] };
const recipe = parseRecipe("recipe", { features: [{ id: "encoder", overTime: pooling }] });

describe("the encoder that comes with Prosodia", () => {
  for (const { signal, samples, sampleRate, every, shown, frames, data } of golden.cases) {
    const audio = {
      samples: goldenSignal(signal === "noise" ? "noise" : "vowel", samples, sampleRate),
      sampleRate,
    };

    test(`${samples} samples of ${signal}: it is shown what pipecat-ai shows it`, () => {
      const image = encoder.extract(audio, paramsOf()).data;
      expect(image.length).toBe(80 * 300);
      const some = image.filter((_, i) => i % every === 0);
      assertClose(some, shown, { absolute: 6e-7 });
    });

    test(`${samples} samples of ${signal}: layers over time are Python's`, async () => {
      const { feature } = await runRecipe(audio, recipe, networks);
      expect(feature.shape).toEqual([3456]);
      assertClose(feature.data, data, { absolute: 1e-4 });
      const whole = await encoder.network?.run(audio, paramsOf(), networks);
      expect(whole?.shape).toEqual([1152, frames]);
      expect(encoder.network?.layout(audio, paramsOf()).frames).toBe(frames);
    });
  }

  test("is the file that is known", async () => {
    expect(await describeEncoder({ bytes: PACKAGED_BYTES, preprocessor: null })).toBe(PACKAGED);
    const changed = await encoderFile(tinyEncoder());
    expect(changed.sha256).not.toBe(PACKAGED.sha256);
  });

  test("gives the same of a clip at another rate, but for resampling", async () => {
    const [a, b] = [vowel(32_000), vowel(96_000, 48_000)];
    const [one, other] = [await runRecipe(a, recipe, networks), await runRecipe(b, recipe, networks)];
    const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i], 0);
    const [x, y] = [one.feature.data, other.feature.data];
    expect(dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y))).toBeGreaterThan(0.99);
  });

  test("layers can be chosen, and are named", async () => {
    const some = parseRecipe("recipe", { features: [{ id: "encoder", params: { layers: [3] } }] });
    const [third, all] = [
      await runRecipe(vowel(16_000), some, networks),
      await encoder.network?.run(vowel(16_000), paramsOf(), networks),
    ];
    expect(third.feature.data).toEqual(all?.data.subarray((2 * (all?.data.length ?? 0)) / 3));
    const names = encoder.network
      ?.layout(vowel(16_000), paramsOf({ layers: [3] }))
      .rows.map(({ name }) => name);
    expect(names?.slice(0, 2)).toEqual(["encoder_layer3_unit1", "encoder_layer3_unit2"]);
  });

  test("does not run where nobody awaits it", () => {
    expect(() => extractRecipe(vowel(16_000), recipe)).toThrow(ConfigError);
  });
});

describe("an encoder of one's own", () => {
  const own = async (kind: "log-mel" | "waveform", preprocessor: unknown = null) => {
    const bytes = tinyEncoder({ kind });
    const asked = parseRecipe("recipe", { features: [{ id: "encoder", params: { path: "own.onnx" } }] });
    const settled = await settleNetworks(asked, async () => ({ bytes, preprocessor }));
    return { settled, networks: openNetworks(async () => bytes) };
  };

  test("of waveforms gives a frame per 20 ms of its last layer", async () => {
    const { settled, networks: opened } = await own("waveform");
    expect(settled.features[0].params).toMatchObject({
      file: { input: { kind: "waveform", normalise: true }, layers: [], width: 2 },
    });
    const audio = vowel(16_000);
    const { feature } = await runRecipe(audio, settled, opened);
    const [, shown] = encoder.extract(audio, paramsOf(settled.features[0].params)).shape;
    expect(feature.shape).toEqual([2, Math.floor((shown - 400) / 320) + 1]);
    await opened.release();
  });

  test("is not normalised where its folder says so", async () => {
    const { settled } = await own("waveform", { do_normalize: false, sampling_rate: 16_000 });
    expect(settled.features[0].params).toMatchObject({ file: { input: { normalise: false } } });
  });

  test("of pictures has its own window, filled at the end", async () => {
    const { settled, networks: opened } = await own("log-mel");
    const input = { kind: "log-mel", mels: 8, frames: 100, padding: "end", normalise: false };
    expect(settled.features[0].params).toMatchObject({ file: { input, layers: [0, 1], width: 2 } });
    const { feature } = await runRecipe(vowel(8000), settled, opened);
    expect(feature.shape[0]).toBe(4);
    expect(feature.shape[1]).toBe(25);
    await opened.release();
  });

  test("that was not read is told of", () => {
    expect(() => encoder.extract(vowel(8000), paramsOf({ path: "own.onnx" }))).toThrow(
      "path: the encoder own.onnx has not been read.",
    );
  });

  test.each([
    [
      "foreign operators",
      () => tinyEncoder({ last: "Multinomial" }),
      "the network uses the operator Multinomial",
    ],
    ["no ONNX", () => Uint8Array.of(1, 2, 3), "the file is not an ONNX model, or it is damaged."],
    [
      "another input",
      () => tinyEncoder({ input: "tokens" }),
      "the encoder's input is tokens [n, 8, 100]; expected",
    ],
    ["other outputs", () => tinyEncoder({ outputs: ["logits"] }), "the encoder gives logits; expected"],
    [
      "other frames",
      () => tinyEncoder({ stride: 4 }),
      "the encoder's output hidden_states.0 is [1, 25, 2]; expected [1, 50, width]",
    ],
  ] as const)("of %s is refused", async (_, make, message) => {
    const described = encoderFile(make());
    await expect(described).rejects.toThrow(ModelError);
    await expect(described).rejects.toThrow(message);
  });

  test.each([
    [{ sampling_rate: 8000 }, "preprocessor_config.json: sampling_rate"],
    [
      { feature_extractor_type: "SeamlessM4TFeatureExtractor" },
      "preprocessor_config.json: feature_extractor_type",
    ],
    [
      { feature_extractor_type: "Wav2Vec2FeatureExtractor" },
      "the encoder's input is input_features [n, 8, 100]",
    ],
  ])("with %o beside it is refused", async (preprocessor, message) => {
    await expect(encoderFile(tinyEncoder(), preprocessor)).rejects.toThrow(message);
  });

  test("that another file has taken the place of is refused", async () => {
    const file = { ...PACKAGED, sha256: "0".repeat(64) };
    const asked = parseRecipe("recipe", { features: [{ id: "encoder", params: { file } }] });
    const settled = settleNetworks(asked, async () => ({ bytes: PACKAGED_BYTES, preprocessor: null }));
    await expect(settled).rejects.toThrow("is another file now");
    const lying = openNetworks(async () => PACKAGED_BYTES);
    await expect(lying.open(file.sha256)).rejects.toThrow("the network is not the file that it was");
  });

  test("that does not tell a layer is refused", async () => {
    const asked = parseRecipe("recipe", { features: [{ id: "encoder", params: { layers: [4] } }] });
    const settled = settleNetworks(asked, async () => ({ bytes: PACKAGED_BYTES, preprocessor: null }));
    await expect(settled).rejects.toThrow("the encoder does not tell layer 4; it tells the layers 1, 2, 3.");
  });
});

test("the card tells both licences", () => {
  const card = readFileSync(new URL("../../weights/whisper-tiny-turn.md", import.meta.url), "utf8");
  for (const words of ["BSD 2-Clause License", "Copyright (c) 2024–2026, Daily", "Copyright (c) 2022 OpenAI"])
    expect(card).toContain(words);
  expect(card).toContain(PACKAGED.sha256);
});
