import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGED_BYTES } from "../../../test/encoders.ts";
import { encodeWeights, type WeightsProvenance } from "../../training/warm-start.ts";
import { parseExperiment } from "../config/config.ts";
import { decodeStart } from "../files/weights-file.ts";
import { type FitInput, fitJob } from "../jobs/fit.ts";
import { leavesOf } from "./leaves.ts";
import { clipsKnownTo, isPretrained, readWarmStarts } from "./warm-starts.ts";

const EXPERIMENT = `
corpus: { path: corpus }
learners:
  mlp:
    recipe: { features: [{ id: functionals }] }
    model: { id: mlp }
    warmStart: { weights: earlier.weights, except: [output] }
  svm:
    recipe: { features: [{ id: functionals }] }
    model: { id: svm }
  to-speaker: { id: normalise, learner: mlp }
`;
const trainedOn: [string, string][] = [
  ["a-elsewhere", "audio-a"],
  ["z", "audio-z"],
];

async function leavesWith(bytes?: Uint8Array) {
  const folder = await mkdtemp(join(tmpdir(), "prosodia-warm-"));
  const path = join(folder, "earlier.weights");
  if (bytes !== undefined) await writeFile(path, bytes);
  const { learners } = await parseExperiment(EXPERIMENT, join(folder, "warm.yaml"));
  return { path, leaves: leavesOf(learners) };
}

const weights = new Map([["hidden1.weight", { shape: [1, 2], data: Float32Array.of(1, 2) }]]);

test("weights are read once, by path, wherever in the trees they are named", async () => {
  const { path, leaves } = await leavesWith(await encodeWeights(weights, { name: "earlier", trainedOn }));
  expect(leaves.map(({ name }) => name)).toEqual(["mlp", "svm"]);
  const starts = await readWarmStarts(leaves);
  expect([...starts.keys()]).toEqual([path]);
  expect(starts.get(path)).toMatchObject({ path, trainedOn });
  expect(starts.get(path)?.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test("a fit is named by what its weights hold, not by where they lie", async () => {
  const keyWith = (path: string, sha256: string) => {
    const input: FitInput = {
      ...{ frames: null, normalised: null, steps: [], labels: ["a", "b"], train: [], asked: [], known: [] },
      ...{ model: { id: "mlp", params: {} }, seed: 1, threads: 1, keep: false },
      warmStart: { path, sha256, except: [] },
    };
    return fitJob.key(input);
  };
  expect(await keyWith("/a", "1")).toBe(await keyWith("/b", "1"));
  expect(await keyWith("/a", "1")).not.toBe(await keyWith("/a", "2"));
});

test("what the weights were trained on is known by its audio, whatever it is called", () => {
  const digests = new Map([
    ["a", "audio-a"],
    ["b", "audio-b"],
    ["a-again", "audio-a"],
  ]);
  expect(clipsKnownTo({ path: "x", sha256: "0", trainedOn, pretrained: false }, digests)).toEqual([
    "a",
    "a-again",
  ]);
});

test("a file that is absent or damaged is named", async () => {
  await expect(readWarmStarts((await leavesWith()).leaves)).rejects.toThrow(
    /^mlp: warmStart: the weights \S+earlier\.weights cannot be read \(there is no such file or folder\); expected a file \.weights that a run wrote, or an encoder's \.onnx\. Train that run first, or correct the path\.$/,
  );
  await expect(readWarmStarts((await leavesWith(new Uint8Array(100))).leaves)).rejects.toThrow(
    /earlier\.weights: the file is of another format; expected a whole weights file/,
  );
});

test("an encoder's file is what a network starts from, and knows no clip", async () => {
  const folder = await mkdtemp(join(tmpdir(), "prosodia-warm-"));
  const path = join(folder, "encoder.onnx");
  await writeFile(path, PACKAGED_BYTES);
  const text = EXPERIMENT.replace("earlier.weights", "encoder.onnx").replace(
    "[output]",
    "[pooledNorm, output]",
  );
  const { learners } = await parseExperiment(text, join(folder, "warm.yaml"));
  const starts = await readWarmStarts(leavesOf(learners));
  expect(starts.get(path)?.trainedOn).toEqual([]);
  expect(learners.map((spec) => isPretrained(spec, starts))).toEqual([true, false, true]);
  const { weights: layers } = await decodeStart(path, PACKAGED_BYTES);
  expect([...layers.keys()].filter((name) => name.endsWith("Attention.inWeight"))).toEqual([
    "layer1Attention.inWeight",
    "layer2Attention.inWeight",
    "layer3Attention.inWeight",
  ]);
});

test("what began from an encoder's file is pre-trained, and what begins from that", async () => {
  const begun = async (provenance: WeightsProvenance) => {
    const folder = await mkdtemp(join(tmpdir(), "prosodia-warm-"));
    await writeFile(join(folder, "earlier.weights"), await encodeWeights(weights, provenance));
    const { learners } = await parseExperiment(EXPERIMENT, join(folder, "warm.yaml"));
    const starts = await readWarmStarts(leavesOf(learners));
    return learners.map((spec) => isPretrained(spec, starts));
  };
  expect(await begun({ name: "earlier", trainedOn })).toEqual([false, false, false]);
  expect(await begun({ name: "earlier", trainedOn, pretrained: true })).toEqual([true, false, true]);
});

test("only networks have weights to start from", async () => {
  const text = EXPERIMENT.replace("id: mlp }\n    warmStart", "id: svm }\n    warmStart");
  await expect(parseExperiment(text, "warm.yaml")).rejects.toThrow(
    "learners.mlp.warmStart: the model svm has no weights to start from; expected a network.",
  );
});
