import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openInProcess } from "../../test/in-process.ts";
import { encodeWav } from "../audio/wav.ts";
import { parseRecipe } from "../features/recipe.ts";
import { demoClips } from "../synth/index.ts";
import { parseExperiment } from "./config/config.ts";
import { experimentOf, exploreClips } from "./explore.ts";
import type { Services } from "./work/services.ts";

const RECIPE = parseRecipe("test", { features: [{ id: "mfcc", params: { nMfcc: 6 }, overTime: {} }] });

let folder: string;
let corpus: string;
let services: Services;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "prosodia-maps-"));
  corpus = join(folder, "corpus");
  await mkdir(corpus);
  for (const { name, audio } of demoClips({ voices: 2, takes: 1, seed: 3, sampleRate: 8000 })) {
    await writeFile(join(corpus, name), encodeWav(audio));
  }
  ({ services } = openInProcess(join(folder, "cache")));
}, 60_000);

describe("a corpus", () => {
  test("is scored on new speakers where they are known, on maps of all its clips", async () => {
    const experiment = await experimentOf(corpus, RECIPE, { seed: 3 });
    expect(experiment.split).toMatchObject({ protocol: "speaker", folds: 2 });
    const { exploration, paths, features } = await exploreClips(experiment, {}, services);
    expect(exploration.clipIds.length).toBeGreaterThan(20);
    expect(paths).toHaveLength(exploration.clipIds.length);
    expect(paths[0]).toContain(exploration.clipIds[0]);
    expect(features).toEqual(["mfcc over time"]);
    expect(exploration.numbers).toBe(12);
    expect(Object.keys(exploration.traits)).toEqual(["label", "speaker", "sex"]);
  }, 60_000);

  test("is scored at random where speakers are not known", async () => {
    const rows = Array.from({ length: 24 }, (_, i) => `clip${i}.wav,${i % 2 === 0 ? "sad" : "happy"}`);
    for (const row of rows) await writeFile(join(folder, row.split(",")[0]), "");
    await writeFile(join(folder, "clips.csv"), ["path,label", ...rows].join("\n"));
    const experiment = await experimentOf(join(folder, "clips.csv"), RECIPE, { seed: 3 });
    expect(experiment.split).toMatchObject({ protocol: "random", folds: 5 });
  });
});

describe("an experiment", () => {
  const file = (protocol: string, recipe: object = RECIPE) =>
    parseExperiment(
      JSON.stringify({
        corpus: { path: corpus },
        split: { protocol, folds: 2 },
        learners: {
          first: { recipe, model: { id: "svm" } },
          second: { recipe: { features: [{ id: "mfcc" }], frames: "longest" }, model: { id: "svm" } },
        },
      }),
      "test.yaml",
    );

  test("shows what its run got right, of the learner that is asked for", async () => {
    const clipIds = (await exploreClips(await file("random"), {}, services)).exploration.clipIds;
    await mkdir(join(folder, "run", "predictions"), { recursive: true });
    const lines = clipIds.map((id, i) => `${id},sad,${i % 3 === 0 ? "sad" : "happy"},0.5,0.5`);
    await writeFile(
      join(folder, "run", "predictions", "first.csv"),
      ["clip,truth,predicted,happy,sad", ...lines].join("\n"),
    );
    const options = { run: join(folder, "run"), learner: "first" };
    const { exploration } = await exploreClips(await file("random"), options, services);
    expect(exploration.traits.answer?.slice(0, 4)).toEqual(["right", "wrong", "wrong", "right"]);
    await expect(
      exploreClips(await file("random"), { run: join(folder, "run"), learner: "second" }, services),
    ).rejects.toThrow("the run has no predictions of second; expected a run that has ended.");
  }, 60_000);

  test("clips of different lengths are padded to the longest, if the recipe says so", async () => {
    const padded = await exploreClips(await file("random"), { learner: "second" }, services);
    expect(padded.exploration.numbers % 20).toBe(0);
    expect(padded.exploration.numbers).toBeGreaterThan(400);
    const uneven = await file("random", parseRecipe("test", { features: [{ id: "mfcc" }] }));
    await expect(exploreClips(uneven, {}, services)).rejects.toThrow(
      'set "frames" (or "seconds") in the recipe',
    );
  }, 60_000);

  test("an unknown learner and a protocol that leaks are refused", async () => {
    await expect(exploreClips(await file("random"), { learner: "third" }, services)).rejects.toThrow(
      '--learner: the experiment has no "third"; expected one of first, second.',
    );
    await expect(exploreClips(await file("leaky"), {}, services)).rejects.toThrow(
      "explore: the protocol leaky leaks on purpose; expected one that keeps clips apart.",
    );
  });
});

test("a stop is heard while maps are drawn", async () => {
  const controller = new AbortController();
  const stopped = openInProcess(join(folder, "cache"), (event) => {
    if (event.kind === "stage" && event.name === "t-SNE") controller.abort(new Error("stopped"));
  });
  const experiment = await experimentOf(corpus, RECIPE, { seed: 3 });
  await expect(
    exploreClips(experiment, {}, { ...stopped.services, signal: controller.signal }),
  ).rejects.toThrow("stopped");
}, 60_000);
