import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { openInProcess } from "../../../test/in-process.ts";
import { encodeWav } from "../../audio/wav.ts";
import { describeRun } from "../../cli/describe-run.ts";
import { demoClips } from "../../synth/index.ts";
import { parseExperiment } from "../config/config.ts";
import { type RunSummary, runExperiment } from "../run.ts";

const RECIPE = "recipe: { features: [{ id: mfcc, params: { nMfcc: 13 }, overTime: {} }] }";
const EXPERIMENT = `
seed: 3
corpus: { path: corpus, reader: ravdess }
split: { protocol: speaker, folds: 2 }
final: false
learners:
  ridge: { ${RECIPE}, model: { id: kernel-ridge } }
  knn: { ${RECIPE}, model: { id: knn, params: { k: 20 } } }
  vote: { id: majority-vote, members: [ridge, { name: other, ${RECIPE}, model: { id: kernel-ridge, params: { alpha: 1 } } }] }
`;

let folder: string;
let run: () => Promise<{ summary: RunSummary; done: string[] }>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "prosodia-learning-curve-"));
  await mkdir(join(folder, "corpus"));
  // three labels of the eight, so that there is less to do
  const clips = demoClips({ voices: 6, takes: 1, seed: 3, sampleRate: 8000 });
  for (const { name, audio } of [...clips].filter((one) => /^03-01-0[345]/.test(one.name))) {
    await writeFile(join(folder, "corpus", name), encodeWav(audio));
  }
  const experiment = await parseExperiment(EXPERIMENT, join(folder, "curve.yaml"));
  run = async () => {
    const { services, done } = openInProcess(join(folder, "cache"));
    const summary = await runExperiment(experiment, join(folder, "run"), services, { learningCurve: true });
    return { summary, done };
  };
}, 60_000);

test("learners learn from parts of the training sides, whole speakers at a time, and are tested on the same clips", async () => {
  const { summary, done } = await run();
  const [ridge, knn, vote] = summary.learningCurves;
  // three speakers to train on: of an eighth and of a quarter it is one, the same
  expect(ridge.points.map(({ share, speakers }) => [share, speakers])).toEqual([
    [0.125, 1],
    [0.5, 2],
    [1, 3],
  ]);
  const clips = summary.clips;
  expect(ridge.points.map((point) => point.clips)).toEqual([clips / 6, clips / 3, clips / 2]);
  for (const { scores } of [...ridge.points, ...vote.points]) expect(scores[0]).toMatchObject({ n: clips });
  expect(ridge.points.at(-1)?.scores).toEqual(summary.scores[0].scores);
  expect(ridge.points[0].scores).not.toEqual(ridge.points[2].scores);
  // what cannot be fitted on so little is told, and stops nothing
  expect(knn.points.map(({ share }) => share)).toEqual([0.5, 1]);
  expect(summary.notes).toContainEqual(
    expect.stringMatching(/^learning curve of knn: not from 12\.5 % of the training rows: .* got 20\.$/),
  );

  const report: unknown = JSON.parse(await readFile(join(folder, "run", "report.json"), "utf8"));
  expect(report).toMatchObject({
    recognisers: expect.arrayContaining([
      expect.objectContaining({ name: "ridge", learningCurve: ridge.points }),
    ]),
  });
  const lines = describeRun(summary).join("\n");
  expect(lines).toMatch(/learnt from +12\.5 %: \d+ clips, 1 speaker +50 %: .* +100 %: /);
  expect(lines).toMatch(/ knn +– +\d+\.\d \(/);
  expect(done.filter((kind) => kind === "fit").length).toBeGreaterThan(0);

  const again = await run();
  expect(again.done).toEqual([]);
  expect(again.summary.learningCurves).toEqual(summary.learningCurves);
}, 60_000);
