/** Recognisers with an encoder behind their features: one file, which needs nothing else; and the speech gate before them. */
import { expect, test } from "vitest";
import { encoderFile, PACKAGED_BYTES, packagedNetworks, tinyEncoder } from "../../test/encoders.ts";
import { fitToy, toyAudio } from "../../test/toy-recogniser.ts";
import { AudioError, ModelError, NoSpeechError } from "../base/errors.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { openRecogniser } from "../experiment/folder/open-recogniser.ts";
import { PACKAGED } from "../features/encoder/packaged.ts";
import { networkHere, openNetworks } from "../features/open-networks.ts";
import { parseRecipe, runRecipe } from "../features/recipe.ts";
import { synthesise, voices } from "../synth/index.ts";
import { encodeRecogniser, loadRecogniser } from "./recogniser.ts";

const toy = await fitToy("vector", true);
const overTime = { functionals: ["mean", "sd", "mean-change"] };
const recipe = parseRecipe("recipe", { sampleRate: 16000, features: [{ id: "encoder", overTime }] });
const shape = [3456];
const info = {
  ...toy.info,
  labels: ["low", "high"],
  inputs: [{ from: "audio" as const, name: "features", recipe, shape }],
};
const audio = synthesise({
  ...{ voice: voices[0], sentence: "kids", emotion: "happy", intensity: "normal", take: 1, seed: 1 },
} as const);

/** The sigmoid of the features' sum. */
function graph(shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const onnx = new OnnxBuilder("sum");
  const features = onnx.input("features", ["n", ...shape]);
  const sum = onnx.node("ReduceSum", [features, onnx.integers([1])], { keepdims: { int: 1 } });
  const high = onnx.node("Sigmoid", [onnx.node("Mul", [sum, onnx.scalar(0.01)])]);
  const low = onnx.node("Sub", [onnx.scalar(1), high]);
  onnx.node("Concat", [low, high], { axis: { int: 1 } }, "probabilities");
  onnx.output("probabilities", ["n", 2]);
  return onnx.toBytes();
}

const carrying = await encodeRecogniser(graph(shape), info, new Map([[PACKAGED.sha256, PACKAGED_BYTES]]));

test("the file carries the encoder, and answers by what it gives", async () => {
  const recogniser = await loadRecogniser(carrying, { threads: 1 });
  expect([...recogniser.networks.keys()]).toEqual([PACKAGED.sha256]);
  const { probabilities } = await recogniser.predict(audio);
  const networks = packagedNetworks();
  const { feature } = await runRecipe(audio, recipe, networks);
  await networks.release();
  const sum = feature.data.reduce((a, b) => a + b, 0);
  expect(probabilities.high).toBeCloseTo(1 / (1 + Math.exp(-0.01 * sum)), 4);
  await recogniser.release();
});

test("a file that does not carry it takes it from whoever has it", async () => {
  const bytes = await encodeRecogniser(graph(shape), info);
  const alone = await loadRecogniser(bytes);
  await expect(alone.predict(audio)).rejects.toThrow(ModelError);
  await expect(alone.predict(audio)).rejects.toThrow("does not carry its encoder, and it is not at hand");
  await alone.release();
  const given = await loadRecogniser(bytes, { networkOf: async () => PACKAGED_BYTES });
  expect((await given.predict(audio)).label).toMatch(/low|high/);
  await given.release();
});

test("another network in its place is refused", async () => {
  const bytes = await encodeRecogniser(graph(shape), info, new Map([[PACKAGED.sha256, tinyEncoder()]]));
  const recogniser = await loadRecogniser(bytes);
  await expect(recogniser.predict(audio)).rejects.toThrow("the network is not the file that it was");
  await recogniser.release();
});

test("where nobody speaks there is no label, unless any sound shall have one", async () => {
  const recogniser = await loadRecogniser(await encodeRecogniser(toy.onnx, toy.info));
  const noise = toyAudio("noise", 1);
  await expect(recogniser.predict(noise)).rejects.toThrow(NoSpeechError);
  await expect(recogniser.predict(noise)).rejects.toThrow("the audio: no speech: it is noise");
  expect((await recogniser.predict(noise, { anySound: true })).label).toBe("noise");
  const silent = recogniser.predict({ samples: new Float32Array(16000), sampleRate: 16000 });
  await expect(silent).rejects.toThrow(NoSpeechError);
  const short = recogniser.predict({ samples: new Float32Array(16), sampleRate: 16000 });
  await expect(short).rejects.not.toThrow(NoSpeechError);
  await expect(short).rejects.toThrow(AudioError);
  await recogniser.release();
});

test("a network that did not come with Prosodia runs where somebody says so, apart or here, and nowhere else", async () => {
  const bytes = tinyEncoder({ kind: "waveform" });
  const file = await encoderFile(bytes);
  const own = parseRecipe("recipe", {
    sampleRate: 16000,
    features: [{ id: "encoder", params: { file }, overTime: { functionals: ["mean"] } }],
  });
  const networks = openNetworks(async () => bytes);
  const { feature } = await runRecipe(audio, own, networks);
  await networks.release();
  const described = { ...info, inputs: [{ ...info.inputs[0], recipe: own, shape: [...feature.shape] }] };
  const foreign = await encodeRecogniser(graph(feature.shape), described, new Map([[file.sha256, bytes]]));

  const careful = await loadRecogniser(foreign);
  await expect(careful.predict(audio)).rejects.toThrow(ModelError);
  await expect(careful.predict(audio)).rejects.toThrow("a network that did not come with Prosodia");
  const trusting = await loadRecogniser(foreign, { openNetwork: networkHere });
  const apart = await openRecogniser("foreign.onnx", foreign);
  expect(await apart.predict(audio)).toEqual(await trusting.predict(audio));
  for (const recogniser of [careful, trusting, apart]) await recogniser.release();
});
