import { cp, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openInProcess } from "../../../test/in-process.ts";
import { encodeWav } from "../../audio/wav.ts";
import { demoClips } from "../../synth/index.ts";
import { parseExperiment } from "../config/config.ts";
import { openCache } from "../rows/cache.ts";
import { runExperiment } from "../run.ts";
import type { Forecast, WorkEvent } from "../work/events.ts";
import { createTimings } from "../work/timings.ts";
import { describeForecast } from "./describe-forecast.ts";
import { forecast, tellForecast } from "./forecast.ts";

test("each piece goes to whoever is free first; what is unknown is named once", async () => {
  const timings = createTimings(openCache(await mkdtemp(join(tmpdir(), "prosodia-forecast-"))), "here");
  timings.learn({ of: "long", size: 1 }, 5);
  timings.learn({ of: "short", size: 1 }, 2);
  const piece = (of: string) => ({ name: of, effort: { of, size: 1 } });
  const stages = [
    { name: "measuring", atOnce: 2, pieces: ["long", "short", "short", "short", "new", "new"].map(piece) },
    { name: "fits on all clips", atOnce: 2, pieces: [piece("short")] },
    { name: "report", atOnce: 1, pieces: [] },
  ];
  expect(await forecast(stages, timings)).toEqual({
    seconds: 8,
    stages: [
      { name: "measuring", seconds: 6 },
      { name: "fits on all clips", seconds: 2 },
    ],
    unknown: ["new"],
  });
});

test("what cannot be tried without features is named, and tried once they are there", async () => {
  const folder = await mkdtemp(join(tmpdir(), "prosodia-forecast-"));
  const told: Forecast[] = [];
  const { services } = openInProcess(
    folder,
    (event) => void (event.kind === "forecast" && told.push(event.forecast)),
  );
  const train = Array.from({ length: 40 }, (_, i) => ({
    ...{ clipId: `clip${i}`, copy: 0, y: i % 2, from: [`feature${i}`] },
  }));
  const trial = {
    ...{ frames: null, normalised: null, steps: [], model: { id: "knn", params: {} } },
    ...{ labels: ["a", "b"], train, seed: 1, threads: 1 },
  };
  const piece = { name: "knn", effort: { of: "knn", size: 40 }, trial };
  const run = await tellForecast([{ name: "measuring", atOnce: 1, pieces: [piece] }], services);
  expect(run.forecast?.unknown).toEqual(["knn"]);
  await services.cache.writeFeature("feature7", {
    ...{ axes: ["descriptor"], shape: [2], data: Float32Array.of(1, 2) },
  });
  await run.afterFeatures();
  expect(told.map(({ unknown }) => unknown)).toEqual([["knn"], []]);
  expect(told[1].seconds).toBeGreaterThan(0);
  await services.close();
});

test.each<[Forecast, string]>([
  [{ seconds: 0, stages: [], unknown: [] }, "about 0 s."],
  [
    {
      seconds: 200,
      stages: [
        { name: "features", seconds: 20 },
        { name: "measuring", seconds: 180 },
        { name: "report", seconds: 0.2 },
      ],
      unknown: [],
    },
    "about 3 min 20 s: features 20 s, measuring 3 min 0 s.",
  ],
  [
    { seconds: 20, stages: [{ name: "features", seconds: 20 }], unknown: ["svm"] },
    "more than 20 s; how long svm takes is known once the first is done.",
  ],
  [
    { seconds: 0, stages: [], unknown: ["svm", "mlp"] },
    "not known yet: how long svm, mlp take is known once the first of each is done.",
  ],
  [
    { seconds: 0, stages: [], unknown: ["a", "b", "c", "d", "e", "f"] },
    "not known yet: how long a, b, c, d and 2 more take is known once the first of each is done.",
  ],
])("is said in a sentence: %j", (told, sentence) => {
  expect(describeForecast(told)).toBe(sentence);
});

const RECIPE = "recipe: { features: [{ id: mfcc, params: { nMfcc: 13 }, overTime: {} }] }";
const LEARNERS = `
  ridge: { ${RECIPE}, model: { id: kernel-ridge } }
  stack: { id: stack, members: [ridge, { name: knn, ${RECIPE}, model: { id: knn } }], folds: 2, model: { id: kernel-ridge } }
  tuned: { id: tune, learner: ridge, space: { model.params.alpha: [0.001, 0.1] }, method: grid, folds: 2 }
`;

describe("a run", () => {
  let root: string;
  let run: (options: {
    seed: number;
    dryRun?: boolean;
    learningCurve?: boolean;
    cache?: string;
    onEvent?: (event: WorkEvent, stop: AbortController) => void;
  }) => Promise<{
    told: readonly Forecast[];
    summary: Forecast | null;
    done: string[];
    predictions: string;
  }>;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "prosodia-forecast-"));
    root = folder;
    await mkdir(join(folder, "corpus"));
    const clips = [...demoClips({ voices: 4, takes: 1, seed: 3, sampleRate: 8000 })];
    for (const { name, audio } of clips.filter((one) => /^03-01-0[345]/.test(one.name))) {
      await writeFile(join(folder, "corpus", name), encodeWav(audio));
    }
    run = async ({ seed, cache = "cache", onEvent, ...options }) => {
      const text = `seed: ${seed}\ncorpus: { path: corpus, reader: ravdess }\nsplit: { protocol: speaker, folds: 2 }\nlearners:${LEARNERS}`;
      const told: Forecast[] = [];
      const stop = new AbortController();
      const tell = (event: WorkEvent): void => {
        if (event.kind === "forecast") told.push(event.forecast);
        onEvent?.(event, stop);
      };
      const { services, done } = openInProcess(join(folder, cache), tell, stop.signal);
      const experiment = await parseExperiment(text, join(folder, "x.yaml"));
      try {
        const { forecast: summary } = await runExperiment(experiment, join(folder, "run"), services, options);
        const file = join(folder, "run", "predictions", "stack.csv");
        const predictions = options.dryRun === true ? "" : await readFile(file, "utf8");
        return { told, summary, done, predictions };
      } finally {
        await services.close();
      }
    };
  }, 60_000);

  test("that is like nothing before tries its first clips, fits on a few rows and pictures, and tells", async () => {
    const dry = await run({ seed: 1, dryRun: true });
    expect(dry.summary?.unknown).not.toContain("features of ridge");
    expect(dry.summary?.unknown).not.toContain("ridge");
    // of so small a corpus all features may be done before time is up
    expect(dry.summary?.stages.map(({ name }) => name).filter((name) => name !== "features")).toEqual([
      "measuring",
      "fits on all clips",
      "report",
    ]);
    expect(dry.done).toContain("extract");
    expect(dry.done).toContain("trial");
    expect(dry.done).not.toContain("fit");
    const { told, summary } = await run({ seed: 1 });
    expect(told[0]).toEqual(summary);
    expect(told.at(-1)?.unknown).toEqual([]);
  }, 60_000);

  test("that tries says bit by bit what it says without", async () => {
    const tried = await run({ seed: 7, cache: "tried" });
    expect(tried.done).toContain("trial");
    await mkdir(join(root, "told"));
    await cp(join(root, "tried", "timings"), join(root, "told", "timings"), { recursive: true });
    const told = await run({ seed: 7, cache: "told" });
    expect(told.done).not.toContain("trial");
    expect(told.predictions).toBe(tried.predictions);
  }, 60_000);

  test("can be stopped while it tries", async () => {
    const stopped = run({
      seed: 1,
      cache: "stopped",
      onEvent(event, stop) {
        if (event.kind === "stage" && event.name.startsWith("Trying")) stop.abort(new Error("stopped"));
      },
    });
    await expect(stopped).rejects.toThrow("stopped");
  }, 60_000);

  test("that is like another is told whole before it begins", async () => {
    const { told, summary } = await run({ seed: 2, learningCurve: true });
    expect(told).toEqual([summary]);
    expect(summary).toMatchObject({ unknown: [] });
    expect(summary?.stages.map(({ name }) => name)).toEqual([
      "measuring",
      "learning curve",
      "fits on all clips",
      "report",
    ]);
    expect(summary?.seconds).toBeGreaterThan(0);
  });

  test("that was done has only its report left", async () => {
    const { summary } = await run({ seed: 2, learningCurve: true });
    expect(summary?.stages.map(({ name }) => name)).toEqual(["report"]);
  });
});
