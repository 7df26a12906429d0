import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openInProcess } from "../../test/in-process.ts";
import { studioOf, writeTones } from "../../test/studio.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { parseExperiment } from "../experiment/config/config.ts";
import { runExperiment } from "../experiment/run.ts";
import type { RunList } from "./answers.ts";

let home: string;
let studio: Awaited<ReturnType<typeof studioOf>>;

const YAML = `seed: 1
corpus: { path: ../corpus }
split: { protocol: random, folds: 2 }
learners: { knn: { recipe: { features: [{ id: mfcc, overTime: { functionals: [mean] } }] }, model: { id: knn, params: { k: 1 } } } }
final: false
`;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "prosodia-studio-"));
  const names = ["a", "b", "c", "d", "e", "f"];
  await writeTones(home, [
    ...names.map((name) => `corpus/low/${name}.wav`),
    ...names.map((name) => `corpus/up/${name}.wav`),
    ...names.map((name) => `others/low/g${name}.wav`),
    ...names.map((name) => `others/up/g${name}.wav`),
  ]);
  const { services } = openInProcess(join(home, "cache"));
  await runExperiment(
    await parseExperiment(YAML, join(home, "experiments/tones.yaml")),
    join(home, "runs/tones"),
    services,
  );
  await runExperiment(
    await parseExperiment(
      YAML.replace("{ path: ../corpus }", "[{ path: ../corpus, name: ours }, { path: ../others }]"),
      join(home, "experiments/both.yaml"),
    ),
    join(home, "runs/both"),
    services,
  );
  await services.close();
  studio = await studioOf(home);
});
afterAll(() => rm(home, { recursive: true }));

const listed = async (): Promise<RunList> => (await studio.ask("/api/runs")).json();
const json = async (path: string): Promise<unknown> => (await studio.ask(path)).json();
const sentence = async (response: Response | Promise<Response>): Promise<unknown> => (await response).json();

test("runs are found, with their scores and what they were told", async () => {
  expect(await json("/api/runs")).toMatchObject({
    runs: [
      {
        ...{ at: "runs/both", corpus: "ours+folders", clips: 24 },
        corpora: [
          { at: "corpus", prefix: "ours/" },
          { at: "others", prefix: "folders/" },
        ],
      },
      {
        at: "runs/tones",
        name: "tones",
        protocol: "random",
        clips: 12,
        recognisers: [{ name: "knn", learner: "recogniser" }],
        settings: { "split.folds": 2, "learners.knn.model.params.k": 1 },
      },
    ],
    problems: [],
  });
});

test("what has to be known of a score comes with it", async () => {
  const own = await mkdtemp(join(tmpdir(), "prosodia-studio-"));
  await cp(join(home, "runs/tones"), join(own, "run"), { recursive: true });
  const file = join(own, "run/scores.json");
  const text = await readFile(file, "utf8");
  await writeFile(
    file,
    text.replace('"name": "knn"', '"name": "knn", "knowsSpeakers": true, "pretrained": true'),
  );
  const { runs }: RunList = await (await (await studioOf(own)).ask("/api/runs")).json();
  expect(runs[0].recognisers).toMatchObject([{ name: "knn", knowsSpeakers: true, pretrained: true }]);
  await rm(own, { recursive: true });
});

test("a run says where its clips are, and what it was", async () => {
  const run = await json("/api/run?at=runs/tones");
  expect(run).toMatchObject({
    corpora: [{ name: "folders", prefix: "", at: "corpus", problem: null }],
    findings: [],
    histories: [],
  });
  expect(JSON.stringify(run)).toContain("protocol: random");
});

test("a run of several corpora says where the clips of each are", async () => {
  expect(await json("/api/run?at=runs/both")).toMatchObject({
    corpora: [
      { name: "ours", prefix: "ours/", at: "corpus", problem: null },
      { name: "folders", prefix: "folders/", at: "others", problem: null },
    ],
  });
  const answers = await json("/api/run/answers?at=runs/both&learner=knn");
  expect(JSON.stringify(answers)).toContain('"folders/low/ga"');
});

test("what was said of every clip", async () => {
  const answers = await json("/api/run/answers?at=runs/tones&learner=knn");
  expect(answers).toMatchObject({ labels: ["low", "up"] });
  expect(JSON.stringify(answers)).toContain('"low/a"');
});

test("no other files are read by the name of a learner", async () => {
  await writeFile(join(home, "runs/secret.csv"), "clip,truth,predicted,low,up\nx,low,low,1,0\n");
  for (const learner of ["../../secret", "%2e%2e/secret", "knn.csv/../../../secret"]) {
    const response = await studio.ask(
      `/api/run/answers?at=runs/tones&learner=${encodeURIComponent(learner)}`,
    );
    expect(response.status).toBe(404);
  }
});

test("a report is shown, and nothing in it runs", async () => {
  const { headers } = await studio.ask("/api/run/report?at=runs/tones");
  expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'.*sandbox$/);
});

test("a run on clips that the studio may not see", async () => {
  const alone = await studioOf(join(home, "runs"));
  expect(await sentence(alone.ask("/api/run?at=tones"))).toMatchObject({
    corpora: [
      {
        prefix: "",
        at: null,
        problem: expect.stringContaining("lies outside of the folder that this studio was opened on."),
      },
    ],
  });
});

test("a folder without scores is no run", async () => {
  expect(await json("/api/run?at=corpus")).toEqual({
    error: "corpus: holds no finished run. It may run still, or have been moved.",
  });
});

const NO_JSON = ": expected JSON, got something else (";

test.each([
  ["scores.json", '{"a', NO_JSON],
  ["scores.json", '{"happy":1}', ': the key "happy" is unknown'],
  ["experiment.json", '{"a', NO_JSON],
  ["experiment.json", '{"corpus":[]}', ": corpus: "],
  [
    "experiment.json",
    null,
    ": not a finished run: it has no experiment.json; expected a folder that train wrote.",
  ],
  ["folds.json", '{"a', NO_JSON],
  ["folds.json", "{}", ": "],
  ["report.json", '{"a', NO_JSON],
  ["report.json", '{"notes":"none"}', ": notes: "],
  [
    "report.json",
    null,
    ": not a finished run: it has no report.json. Run its train to the end, or leave it out.",
  ],
])("a damaged %s (%s) is told of in one sentence, and hides no other run", async (name, text, problem) => {
  const folder = join(home, "runs/damaged");
  await cp(join(home, "runs/tones"), folder, { recursive: true });
  try {
    if (text === null) await rm(join(folder, name));
    else await writeFile(join(folder, name), text);
    const file = text === null ? "" : `/${name}`;
    const { runs, problems } = await listed();
    expect(problems).toEqual([expect.stringContaining(`runs/damaged${file}${problem}`)]);
    // a row is made of scores and settings
    const isRow = name === "folds.json" || name === "report.json";
    expect(runs.map(({ at }) => at).toSorted()).toEqual([
      "runs/both",
      ...(isRow ? ["runs/damaged"] : []),
      "runs/tones",
    ]);
    const page = name === "folds.json" ? "run/answers?learner=knn&" : "run?";
    const response = await studio.ask(`/api/${page}at=runs/damaged`);
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({ error: `${problems[0]} Train the run again.` });
    // mended, it is there again
    await cp(join(home, "runs/tones", name), join(folder, name));
    expect((await listed()).problems).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("files of others in a run's folder are none of the run's", async () => {
  const predictions = join(home, "runs/tones/predictions");
  await writeFile(join(predictions, "other.csv"), await readFile(join(predictions, "knn.csv")));
  await writeFile(join(home, "runs/tones/other.onnx"), "");
  expect(await json("/api/run/answers?at=runs/tones&learner=other")).toEqual({
    error: 'runs/tones: has no learner "other".',
  });
  expect(await json("/api/run?at=runs/tones")).toMatchObject({ files: [] });
});

test("damaged predictions are told of, with the line", async () => {
  const file = join(home, "runs/both/predictions/knn.csv");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.slice(0, text.length / 2));
  expect(await json("/api/run/answers?at=runs/both&learner=knn")).toEqual({
    error: expect.stringMatching(/^predictions of knn: line 12: .* Train the run again\.$/),
  });
  await writeFile(file, text);
});

const check = (yaml: string, name = "tones") =>
  sentence(studio.send("/api/experiment/check", { yaml, name }));

test("an experiment is checked as the command line would, with the line", async () => {
  expect(await check(YAML)).toEqual({
    ...{ protocol: "random", folds: 2 },
    ...{ learners: ["knn"], estimators: [] },
  });
  expect(await check(YAML.replace("folds: 2", "folds: 0"))).toEqual({
    error: expect.stringMatching(/^experiments\/tones\.yaml: split\.folds: /),
    line: 3,
  });
  expect(await check(YAML.replace("id: mfcc", "id: mfc"))).toMatchObject({ line: 4 });
});

test("an experiment does not look outside, and loads no code from there", async () => {
  const outside = { error: expect.stringContaining("lies outside of the folder") };
  expect(await check(YAML.replace("../corpus", "../.."))).toMatchObject(outside);
  expect(await check(`plugins: [${import.meta.filename}]\n${YAML}`)).toMatchObject(outside);
  expect(await check(YAML, "../tones")).toMatchObject({ error: expect.stringContaining("expected a name") });
});

test.each([
  ["a list", "exclude: &p [EVIL]", "plugins: *p"],
  ["an item of one", "reader: &p EVIL", "plugins: [*p]"],
])("no code from outside is loaded by an alias of %s", async (_, anchor, alias) => {
  const outside = temporaryFolder({
    "evil.mjs":
      'import { writeFileSync } from "node:fs"; writeFileSync(new URL("ran", import.meta.url), "");',
  });
  const corpus = `{ path: ../corpus, ${anchor.replace("EVIL", join(outside, "evil.mjs"))} }`;
  expect(await check(`${YAML.replace("{ path: ../corpus }", corpus)}${alias}\n`)).toMatchObject({
    error: expect.stringContaining("lies outside of the folder"),
  });
  expect(existsSync(join(outside, "ran"))).toBe(false);
});

const DIMENSIONS = `corpus: { path: ../corpus }
dimensions: [take]
estimators: { one: { recipe: { features: [{ id: encoder, params: { path: /lab/encoder.onnx } }] }, regressor: { id: kernel-ridge } } }
`;

test("an experiment may have estimators", async () => {
  const yaml = DIMENSIONS.replace("encoder, params: { path: /lab/encoder.onnx }", "mfcc, overTime: {}");
  expect(await check(yaml)).toMatchObject({ learners: [], estimators: ["one"] });
});

test("nor weights or encoders, of learners and of estimators", async () => {
  const outside = { error: expect.stringContaining("/lab/encoder.onnx: lies outside of the folder") };
  const features = "features: [{ id: encoder, params: { path: /lab/encoder.onnx }, overTime: {} }]";
  expect(await check(YAML.replace(/features: \[.*?\}\]/, features))).toMatchObject(outside);
  expect(await check(DIMENSIONS)).toMatchObject(outside);
});

test("a form's values are an experiment", async () => {
  const values = {
    split: { protocol: "random", folds: 2 },
    learners: { one: { recipe: {}, model: { id: "svm" } } },
  };
  const written: unknown = await sentence(studio.send("/api/experiment/yaml", { values, corpus: "corpus" }));
  expect(written).toEqual({ yaml: expect.stringContaining("path: ../corpus") });
  const form = await json("/api/experiment/form");
  expect(form).toMatchObject({
    features: expect.arrayContaining([expect.objectContaining({ id: "mfcc", hasFrames: true })]),
  });
});
