/** `prosodia compare` on folders as `train` leaves them. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { formatPredictions } from "../../src/dataset/predictions-csv.ts";
import { buildReport, scoresFileOf } from "../../src/report/index.ts";
import { toyInputs } from "../toy-report.ts";
import { prosodia, temporaryFolder, tone, writeWav } from "./prosodia.ts";

let cwd: string;

/** The toy experiment as a run that knows some of its learners. */
async function writeRun(name: string, learners: readonly string[], C: number): Promise<void> {
  const inputs = toyInputs();
  const recognisers = inputs.recognisers.filter((one) => learners.includes(one.name));
  const folder = join(cwd, "runs", name);
  await mkdir(join(folder, "predictions"), { recursive: true });
  const experiment = {
    seed: 1,
    corpus: [{ path: join(cwd, "corpus"), reader: "unlabelled" }],
    learners: Object.fromEntries(learners.map((one) => [one, { model: { C } }])),
  };
  await writeFile(join(folder, "experiment.json"), JSON.stringify(experiment));
  const scores = scoresFileOf(buildReport({ ...inputs, recognisers, title: name }));
  await writeFile(join(folder, "scores.json"), JSON.stringify(scores));
  for (const { name: learner, predictions } of recognisers) {
    await writeFile(join(folder, "predictions", `${learner}.csv`), formatPredictions(predictions));
  }
}

beforeAll(async () => {
  cwd = await temporaryFolder();
  await mkdir(join(cwd, "corpus"));
  for (const { id } of toyInputs().clips) await writeWav(join(cwd, "corpus", `${id}.wav`), tone(800));
  await writeRun("plain", ["svm", "mlp"], 1);
  await writeRun("other", ["mlp"], 10);
}, 60_000);

test("scores, tests, clips and settings side by side, and a page that links the sound", async () => {
  const { code, stdout, stderr } = await prosodia(
    ["compare", "runs/plain", "runs/other", "-o", "pages/difference.html"],
    { cwd },
  );
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/learner +plain +other\n {2}svm +87\.5 \(.*\) +–\n/);
  expect(stdout).toMatch(/svm of plain +mlp of other +24 +−20\.8 \(−.* to .*\) +6 +1 +0\.250\n/);
  expect(stdout).toMatch(/learners\.mlp\.model\.C +1 +10\n/);
  expect(stdout).toMatch(/clip-09 +calm +happy 60 % +calm 60 % +second\n/);
  expect(stdout).toContain("Page: pages/difference.html");
  const page = await readFile(join(cwd, "pages", "difference.html"), "utf8");
  expect(page).toContain('["clip-09","../corpus/clip-09.wav"]');
  expect(page).not.toContain(cwd);
}, 60_000);

test("sound inside of the page; JSON for programs", async () => {
  const { code, stdout, stderr } = await prosodia(
    ["compare", "runs/plain", "runs/other", "-o", "all.html", "--embed-audio", "--json", "--by", "label"],
    { cwd },
  );
  expect(code, stderr).toBe(0);
  const { pairs, groups } = JSON.parse(stdout);
  expect(pairs[0]).toMatchObject({ a: { run: "plain", learner: "svm" }, clips: 24, onlyA: 6 });
  expect(groups.rows.map(({ value }: { value: string }) => value)).toEqual(["calm", "happy", "sad"]);
  const page = await readFile(join(cwd, "all.html"), "utf8");
  expect(page).toContain('["clip-09","data:audio/wav;base64,UklGR');
}, 60_000);

test("what is no run is a sentence", async () => {
  const { code, stderr } = await prosodia(["compare", "runs/plain", "corpus"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toBe(
    "prosodia: corpus: not a finished run: it has no scores.json; expected a folder that train wrote.\n",
  );
}, 60_000);
