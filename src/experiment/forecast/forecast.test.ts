import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openInProcess } from "../../../test/in-process.ts";
import { encodeWav } from "../../audio/wav.ts";
import { demoClips } from "../../synth/index.ts";
import { openCache } from "../cache.ts";
import { parseExperiment } from "../config.ts";
import type { WorkEvent } from "../events.ts";
import { runExperiment } from "../run.ts";
import { describeForecast, type Forecast } from "./describe-forecast.ts";
import { forecast } from "./forecast.ts";
import { createTimings } from "./timings.ts";

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
    "more than 20 s; svm was never done here, so that the first of them tells.",
  ],
  [
    { seconds: 0, stages: [], unknown: ["svm", "mlp"] },
    "not known yet: svm, mlp were never done here, so that the first of them tells.",
  ],
  [
    { seconds: 0, stages: [], unknown: ["a", "b", "c", "d", "e", "f"] },
    "not known yet: a, b, c, d and 2 more were never done here, so that the first of them tells.",
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
  let run: (options: { seed: number; dryRun?: boolean; learningCurve?: boolean }) => Promise<{
    told: readonly Forecast[];
    summary: Forecast | null;
    done: string[];
  }>;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "prosodia-forecast-"));
    await mkdir(join(folder, "corpus"));
    const clips = [...demoClips({ voices: 4, takes: 1, seed: 3, sampleRate: 8000 })];
    for (const { name, audio } of clips.filter((one) => /^03-01-0[345]/.test(one.name))) {
      await writeFile(join(folder, "corpus", name), encodeWav(audio));
    }
    run = async ({ seed, ...options }) => {
      const text = `seed: ${seed}\ncorpus: { path: corpus, reader: ravdess }\nsplit: { protocol: speaker, folds: 2 }\nlearners:${LEARNERS}`;
      const told: Forecast[] = [];
      const tell = (event: WorkEvent) => void (event.kind === "forecast" && told.push(event.forecast));
      const { services, done } = openInProcess(join(folder, "cache"), tell);
      const experiment = await parseExperiment(text, join(folder, "x.yaml"));
      const { forecast: summary } = await runExperiment(experiment, join(folder, "run"), services, options);
      await services.close();
      return { told, summary, done };
    };
  }, 60_000);

  test("that is like nothing before says so, and tells again what its first pieces took", async () => {
    const dry = await run({ seed: 1, dryRun: true });
    expect(dry.summary?.unknown).toEqual([
      "features of ridge",
      "ridge",
      "knn",
      "ridge.1",
      "ridge.2",
      "stack",
    ]);
    expect(dry.done).not.toContain("extract");
    const { told, summary } = await run({ seed: 1 });
    expect(told[0]).toEqual(summary);
    expect(summary).toEqual(dry.summary);
    expect(told.at(-1)?.unknown).toEqual([]);
  });

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
