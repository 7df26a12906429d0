/** Numbers of a table, through to a file that tells them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openInProcess } from "../../../test/in-process.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { encodeWav } from "../../audio/wav.ts";
import { createRandom } from "../../base/random.ts";
import { isEstimatorFile, loadEstimator, loadRecogniser } from "../../recogniser/index.ts";
import { parseScoresFile, renderResultsTable } from "../../report/index.ts";
import { demoClips } from "../../synth/index.ts";
import { parseExperiment } from "../config/config.ts";
import type { Overrides } from "../config/parse-yaml.ts";
import { runEither } from "../run-either.ts";

const RATE = 8000;
const TEXT = `
corpus: { path: clips.csv }
dimensions: { height: [first, second], order: place }
split: { protocol: speaker, folds: 3 }
estimators:
  ridge: { recipe: { features: [{ id: spectral, overTime: {} }] }, regressor: { id: kernel-ridge } }
  known: { recipe: { features: [{ id: spectral, overTime: {} }] }, regressor: { id: linear }, normalise: {} }
`;

function tone(hz: number, seed: number) {
  const random = createRandom(seed);
  const samples = Float32Array.from(
    { length: RATE / 2 },
    (_, i) => 0.4 * Math.sin((2 * Math.PI * hz * i) / RATE) + 0.01 * random.uniform(),
  );
  return { samples, sampleRate: RATE };
}

/** 24 tones of six speakers; the second rater says what the first does, and a little more. */
function lab(change: (table: string) => string = (table) => table) {
  const clips = Array.from({ length: 24 }, (_, i) => ({
    name: `t${i}.wav`,
    hz: 300 + 90 * ((i * 7) % 24),
    i,
  }));
  const rows = clips.map(({ name, hz, i }) => `${name},s${i % 6},${hz / 100},${hz / 100 + 4},${i % 5},low`);
  const root = temporaryFolder({
    ...Object.fromEntries(clips.map(({ name, hz, i }) => [name, encodeWav(tone(hz, i))])),
    "clips.csv": change(`path,speaker,first,second,place,mood\n${rows.join("\n")}\n`),
  });
  const { services } = openInProcess(join(root, "cache"), () => {});
  const run = async (overrides: Overrides = {}, text = TEXT, options: { dryRun?: boolean } = {}) => {
    const experiment = await parseExperiment(text, join(root, "lab.yaml"), overrides);
    const summary = await runEither(experiment, join(root, "run"), services, options);
    if ("recognisers" in summary) throw new Error("expected estimators, got learners");
    return summary;
  };
  return { root, run };
}

test("are told how long they take: from trials, then from what the like of them took", async () => {
  const { run } = lab();
  const { forecast: tried, notes } = await run({}, TEXT, { dryRun: true });
  expect(notes).toContain("ridge: kernel-ridge on 24 rows needs 1 MB of memory.");
  // all features are so few that trying them has made them
  expect(tried?.stages.map(({ name }) => name)).toEqual(["measuring", "fits on all clips"]);
  expect(tried?.unknown).not.toContain("ridge");
  expect(tried?.seconds).toBeGreaterThan(0);
  await run();
  const { forecast: known } = await run({ seed: 2 });
  expect(known?.unknown).toEqual([]);
  expect(known?.stages.map(({ name }) => name)).toEqual(["measuring", "fits on all clips", "report"]);
  const { forecast: done } = await run({ seed: 2 });
  expect(done?.stages.map(({ name }) => name)).toEqual(["report"]);
}, 60_000);

test("are measured with speakers apart, reported with a scatter plot, and told by one file", async () => {
  const { root, run } = lab();
  const summary = await run();
  expect(summary).toMatchObject({
    protocol: "speaker",
    folds: 3,
    clips: 24,
    dimensions: ["height", "order"],
  });
  expect(summary.notes).toEqual(["height: 2 raters; the mean CCC of two of them is 0.83."]);
  const [ridge] = summary.scores;
  const [height, order] = ridge.dimensions.map(({ scores }) => scores.find(({ metric }) => metric === "ccc"));
  expect(height).toMatchObject({ n: 24, resampled: "speaker" });
  // the pitch is told, the order of the clips is not
  expect(height?.value).toBeGreaterThan(0.7);
  expect(order?.value).toBeLessThan(0.5);

  const text = (name: string) => readFileSync(join(root, "run", name), "utf8");
  expect(text("report.html").match(/<svg/g)).toHaveLength(4);
  expect(text("report.md")).toContain("| ridge | spectral over time → kernel-ridge | ");
  const lines = text("predictions/ridge.csv").trimEnd().split("\n");
  expect([lines.length, lines[0]]).toEqual([25, "clip,height truth,height,order truth,order"]);
  // the mean of both raters
  expect(lines[1]).toMatch(/^t0,5,/);
  const scores = parseScoresFile("scores.json", text("scores.json"));
  expect(renderResultsTable([scores])).toContain("Numbers instead of labels");
  expect(renderResultsTable([scores])).toMatch(
    /\| ridge: spectral over time → kernel-ridge \| [^|]+ \| csv \| speaker, 3 folds \| 24 \|/,
  );

  const bytes = readFileSync(summary.estimators[0]);
  expect(isEstimatorFile(bytes)).toBe(true);
  await expect(loadRecogniser(bytes)).rejects.toThrow(
    "the file is an estimator: it tells numbers, not labels;",
  );
  const estimator = await loadEstimator(bytes);
  const low = await estimator.predict(tone(350, 99), { anySound: true });
  const high = await estimator.predict(tone(2000, 99), { anySound: true });
  expect(Object.keys(low)).toEqual(["height", "order"]);
  expect(high.height - low.height).toBeGreaterThan(8);
  await estimator.release();
  const damaged = bytes.slice();
  damaged[damaged.length >> 1] ^= 1;
  await expect(loadEstimator(damaged)).rejects.toThrow();
});

test("those normalised by speaker are said to know the speakers, in reports, scores and files", async () => {
  const { root, run } = lab();
  const { estimators } = await run();
  const text = (name: string) => readFileSync(join(root, "run", name), "utf8");
  const { recognisers } = parseScoresFile("scores.json", text("scores.json"));
  expect(recognisers.map(({ name, knowsSpeakers }) => [name, knowsSpeakers])).toEqual([
    ["ridge", undefined],
    ["known", true],
  ]);
  const described = "spectral over time → linear, normalised by speaker (transductive); speakers known";
  expect(text("report.md")).toContain(`| known | ${described} |`);
  expect(text("report.md")).toContain(
    'by an estimator that had learnt from other speakers only: what to expect for new people (protocol speaker, 3 folds, seed 0). Where it says "speakers known", other clips of the tested speaker, without labels, were at hand: not the score to expect for new people.',
  );
  expect(text("report.html").split(described)).toHaveLength(4);
  const measured = await Promise.all(
    estimators.map(async (path) => {
      const { info, release } = await loadEstimator(readFileSync(path));
      await release();
      return info.measured?.knowsSpeakers;
    }),
  );
  expect(measured).toEqual([undefined, true]);
});

test("near-identical recordings on two sides are warned of", async () => {
  const said = [...demoClips({ voices: 1, takes: 2, sampleRate: 16_000 })].slice(0, 6);
  const files = said.map(({ audio }, i) => [`c${i}.wav`, encodeWav(audio)] as const);
  const [{ audio }] = said;
  const quieter = encodeWav({ ...audio, samples: audio.samples.map((one) => -0.2 * one) });
  const root = temporaryFolder({
    ...Object.fromEntries(files),
    "quieter.wav": quieter,
    "clips.csv": `path,speaker,height\n${files.map(([name], i) => `${name},s${i % 2},${i >> 1}\n`).join("")}quieter.wav,s1,0\n`,
  });
  const { services } = openInProcess(join(root, "cache"), () => {});
  const file = `
corpus: { path: clips.csv }
dimensions: [height]
split: { protocol: speaker, folds: 2 }
estimators: { ridge: { recipe: { features: [{ id: spectral, overTime: {} }] }, regressor: { id: kernel-ridge } } }
`;
  const experiment = await parseExperiment(file, join(root, "lab.yaml"));
  const { warnings } = await runEither(experiment, join(root, "run"), services, { dryRun: true });
  expect(warnings).toEqual([
    expect.stringMatching(/^fold-\d: 1 clip trained on is the recording of a test clip .*\(.*quieter.*\)/),
    expect.stringMatching(/^fold-\d: 1 clip trained on is the recording of a test clip .*\(.*quieter.*\)/),
  ]);
});

test("of raters who say labels, shares are learnt", async () => {
  const { run } = lab((table) =>
    table
      .replace(",mood", ",mood,other")
      .replace(
        /^(t(\d+)\.wav.*),low$/gm,
        (_all, row, i) => `${row},${Number(i) % 2 === 0 ? "low" : "high"},low`,
      ),
  );
  const text = TEXT.replace(/^dimensions.*$/m, "raters: [mood, other]");
  const { dimensions, notes } = await run({ final: false, "split.folds": 2 }, text);
  expect(dimensions).toEqual(["high", "low"]);
  expect(notes).toEqual(["2 raters: two of them say the same of 50 % of the clips."]);
});

describe("what is wrong is told", () => {
  test.each([
    [
      "no number",
      (table: string) => table.replace("t0.wav,s0,3,", "t0.wav,s0,high,"),
      {},
      'line 2: the first is "high"; expected a number.',
    ],
    [
      "no column",
      (table: string) => table,
      { "dimensions.order": "plce" },
      'dimensions: the order of the clip t0 is not known. Did you mean "place"?',
    ],
    [
      "one number",
      (table: string) => table,
      { "dimensions.height": { derivedFrom: "mood", values: { low: 3 } } },
      "all clips have the height 3; expected different numbers.",
    ],
    [
      "no value",
      (table: string) => table,
      { "dimensions.height": { derivedFrom: "mood", values: { up: 3 } } },
      "the height of the clip t0 does not follow from its mood, low; expected one of up.",
    ],
    [
      "labels",
      (table: string) => table,
      { "estimators.ridge.steps": [{ id: "select-k-best" }] },
      "estimators.ridge: the step select-k-best looks at labels, and here numbers are learnt; leave it out.",
    ],
    [
      "groups by what is learnt",
      (table: string) => table,
      { "estimators.known.normalise.by": "label" },
      "estimators.known.normalise.by: label tells of what is learnt; expected another column, such as speaker.",
    ],
    [
      "groups by a rater",
      (table: string) => table,
      { "estimators.known.normalise.by": "second" },
      "estimators.known.normalise.by: second tells of what is learnt; expected another column, such as speaker.",
    ],
    [
      "groups by a column that there is not",
      (table: string) => table,
      { "estimators.known.normalise.by": "speakr" },
      'known: normalise goes by the column "speakr", which no training clip has; expected one of',
    ],
    [
      "learners",
      (table: string) => table,
      { "learners.svm": { recipe: {}, model: { id: "svm" } } },
      "the experiment learns numbers, by estimators; expected some, and no learners, which learn labels.",
    ],
    [
      "a leak",
      (table: string) => table,
      { "split.protocol": "leaky" },
      "split.protocol: leaky is about labels; expected another where numbers are learnt.",
    ],
  ])("%s", async (_what, change, overrides, message) => {
    await expect(lab(change).run(overrides)).rejects.toThrow(message);
  });
});
