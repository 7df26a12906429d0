import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { encodeWav } from "../../src/audio/wav.ts";
import { demoClips } from "../../src/synth/index.ts";
import { prosodia, temporaryFolder } from "./prosodia.ts";

const EXPERIMENT = `
seed: 3
corpus: { path: corpus, reader: ravdess }
split: { protocol: speaker, folds: 3 }
learners:
  low: { recipe: { features: [{ id: mfcc, params: { nMfcc: 4 }, overTime: {} }] }, model: { id: kernel-ridge } }
  high: { recipe: { features: [{ id: mfcc, params: { nMfcc: 13 }, overTime: {} }] }, model: { id: kernel-ridge } }
  mel: { recipe: { features: [{ id: mel, params: { nMels: 16 }, overTime: {} }] }, model: { id: kernel-ridge } }
final: false
`;

let cwd: string;
let clips: number;

const run = async (...args: string[]) => {
  const result = await prosodia(args, { cwd });
  expect(result.code, result.stderr).toBe(0);
  return result;
};

beforeAll(async () => {
  cwd = await temporaryFolder();
  await mkdir(join(cwd, "corpus"));
  clips = 0;
  for (const { name, audio } of demoClips({ voices: 3, takes: 1, seed: 3, sampleRate: 8000 })) {
    await writeFile(join(cwd, "corpus", name), encodeWav(audio));
    clips++;
  }
  await writeFile(join(cwd, "three.yaml"), EXPERIMENT);
  await run("train", "three.yaml");
}, 120_000);

test("scored, kept as a member of the next, with a csv of another program", async () => {
  const { stdout } = await run("ensemble", "score", "runs/three", "--tie-breaker", "high", "-o", "f1.yaml");
  expect(stdout).toMatch(/\nensemble +\d+\.\d % +\d+\.\d % +majority vote\n/);
  expect(stdout).toMatch(new RegExp(`undecided \\d+\\.\\d %, easy .* ${clips} clips\n`));
  const csv = await readFile(join(cwd, "runs/three/predictions/mel.csv"), "utf8");
  await writeFile(join(cwd, "python.csv"), csv);
  const args = ["ensemble", "score", "f1.yaml", "python.csv", "--rule", "mean", "--json"];
  const { members, ensemble, rule } = JSON.parse((await run(...args)).stdout);
  expect(members).toMatchObject([
    { name: "f1", doubt: null, weight: 1 },
    { name: "python", doubt: "its folds are not declared" },
  ]);
  expect(rule).toBe("mean");
  expect(ensemble.accuracy).toBeGreaterThan(1 / 8);
}, 60_000);

test("diversity as a page", async () => {
  const { stdout } = await run("ensemble", "diversity", "runs/three", "-o", "diversity.html");
  expect(stdout).toMatch(/\nlow · high +\d+\.\d % /);
  expect(await readFile(join(cwd, "diversity.html"), "utf8")).toContain(
    "<h1>How differently 3 members answer</h1>",
  );
}, 60_000);

test("bred, and fitted as one recogniser", async () => {
  const short = [
    "--seeds",
    "2",
    "--generations",
    "5",
    "--population",
    "10",
    "--rules",
    "mean",
    "--size-penalty",
    "0",
  ];
  const out = ["-o", "breeding.html", "--save", "bred.yaml", "--experiment", "bred-experiment.yaml"];
  const { stdout } = await run("ensemble", "breed", "runs/three", ...short, ...out);
  expect(stdout).toMatch(/\nbred, mean of 2 seeds +\d+\.\d % /);
  expect(stdout).toMatch(/\nBred on all clips: mean of the probabilities of \d x /);
  expect(await readFile(join(cwd, "breeding.html"), "utf8")).toContain("Family tree");
  const again = JSON.parse((await run("ensemble", "score", "bred.yaml", "--json")).stdout);
  expect(again.rule).toBe("mean");
  await run("train", "bred-experiment.yaml");
  const predicted = await run(
    "predict",
    join("corpus", "03-01-01-01-01-01-01.wav"),
    "--model",
    "runs/bred/recognisers/bred.onnx",
    "--json",
  );
  expect(predicted.stdout).toContain('"label"');
}, 120_000);

test("refuses what does not agree", async () => {
  await writeFile(join(cwd, "short.csv"), "clip,predicted\n03-01-01-01-01-01-01,neutral\n");
  const { code, stderr } = await prosodia(["ensemble", "score", "runs/three", "short.csv"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain(`predictions of short: ${clips - 1} clips missing that low has (`);
}, 60_000);
