import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { encodeWeights } from "../training/warm-start.ts";
import { parseExperiment } from "./config.ts";
import { digestOfFit, fitJob } from "./fits.ts";
import { readWarmStarts, withTrainedClips } from "./warm-starts.ts";

const EXPERIMENT = `
corpus: { path: corpus }
recognisers:
  mlp:
    recipe: { features: [{ id: mfcc-stats }] }
    model: { id: mlp }
    warmStart: { weights: earlier.weights, except: [output] }
  svm:
    recipe: { features: [{ id: mfcc-stats }] }
    model: { id: svm }
`;
const trainedOn: [string, string][] = [
  ["a-elsewhere", "audio-a"],
  ["z", "audio-z"],
];

async function experimentWith(bytes?: Uint8Array) {
  const folder = await mkdtemp(join(tmpdir(), "prosodia-warm-"));
  if (bytes !== undefined) await writeFile(join(folder, "earlier.weights"), bytes);
  return parseExperiment(EXPERIMENT, join(folder, "warm.yaml"));
}

const weights = new Map([["hidden1.weight", { shape: [1, 2], data: Float32Array.of(1, 2) }]]);

test("warm starts are read once, by recogniser", async () => {
  const experiment = await experimentWith(await encodeWeights(weights, { name: "earlier", trainedOn }));
  const starts = await readWarmStarts(experiment);
  expect([...starts.keys()]).toEqual(["mlp"]);
  expect(starts.get("mlp")).toMatchObject({ trainedOn, source: { except: ["output"] } });
  expect(starts.get("mlp")?.source.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test("a fit is named by what its weights hold, not by where they lie", async () => {
  const experiment = await experimentWith();
  const digestWith = (path: string, sha256: string) =>
    digestOfFit(
      fitJob({
        ...{ name: "mlp", fold: "fold-1", labels: ["a", "b"], train: [], test: [] },
        ...{ truth: new Map(), keys: new Map(), seed: 1, threads: 1, keepModel: false },
        recogniser: experiment.recognisers.mlp,
        warmStart: { path, sha256, except: [] },
      }),
    );
  expect(await digestWith("/a", "1")).toBe(await digestWith("/b", "1"));
  expect(await digestWith("/a", "1")).not.toBe(await digestWith("/a", "2"));
});

test("what the weights were trained on counts as trained on, known by its audio", () => {
  const digests = new Map([
    ["a", "audio-a"],
    ["b", "audio-b"],
    ["a-again", "audio-a"],
  ]);
  const row = (clipId: string) => ({ clipId, copy: 0 });
  const [fold] = withTrainedClips([{ name: "fold-1", train: [row("b")], test: [row("a")] }], trainedOn, {
    digests,
  });
  expect(fold).toEqual({ name: "fold-1", train: [row("b"), row("a"), row("a-again")], test: [row("a")] });
});

test("a file that is absent or damaged is named", async () => {
  await expect(readWarmStarts(await experimentWith())).rejects.toThrow(
    /^recognisers\.mlp\.warmStart: the weights .*earlier\.weights cannot be read/,
  );
  await expect(readWarmStarts(await experimentWith(new Uint8Array(100)))).rejects.toThrow(
    /earlier\.weights: the file is of another format; expected a whole weights file/,
  );
});

test("only networks have weights to start from", () => {
  const text = EXPERIMENT.replace("id: mlp }\n    warmStart", "id: svm }\n    warmStart");
  expect(() => parseExperiment(text, "warm.yaml")).toThrow(
    "recognisers.mlp.warmStart: the model svm has no weights to start from; expected a network.",
  );
});
