import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openInProcess } from "../../test/in-process.ts";
import { studioOf, writeTones } from "../../test/studio.ts";
import { checkRecogniser } from "../experiment/check.ts";
import { parseExperiment } from "../experiment/config/config.ts";
import { atomicWrite } from "../experiment/files/atomic-write.ts";
import { readRecogniser } from "../experiment/folder/read-recogniser.ts";
import { runExperiment } from "../experiment/run.ts";
import type { Services } from "../experiment/work/services.ts";
import type { CheckList } from "./answers.ts";
import { settle } from "./jobs/settle.ts";

const YAML = `seed: 1
corpus: { path: ../corpus }
split: { protocol: random, folds: 2 }
learners: { knn: { recipe: { features: [{ id: mfcc, overTime: { functionals: [mean] } }] }, model: { id: knn, params: { k: 1 } } } }
`;
const ASKED = { at: "runs/tones", recogniser: "runs/tones/recognisers/knn.onnx", corpus: "corpus" };

let home: string;
let services: Services;
let studio: Awaited<ReturnType<typeof studioOf>>;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "prosodia-studio-"));
  await writeTones(
    home,
    ["low", "up"].flatMap((label) => ["a", "b", "c", "d"].map((name) => `corpus/${label}/${name}.wav`)),
  );
  services = openInProcess(join(home, "cache")).services;
  const experiment = await parseExperiment(YAML, join(home, "experiments/tones.yaml"));
  await runExperiment(experiment, join(home, "runs/tones"), services);
  studio = await studioOf(home);
});
afterAll(async () => {
  await services.close();
  await rm(home, { recursive: true });
});

const listed = async (): Promise<CheckList> => (await studio.ask("/api/run/checks?at=runs/tones")).json();

test("a check is kept in its run's folder, and read from there", async () => {
  expect(await listed()).toEqual({ checks: [], problems: [] });
  const { spec, name, at } = await studio.studio.checks.plan({ ...ASKED, clips: 6 });
  expect(name).toBe("check of knn on corpus");
  expect(at).toMatch(/^runs\/tones\/checks\/knn-[0-9a-f]{8}\.json$/);
  const work = await settle(spec, studio.studio.places, studio.studio.state);
  if (work.kind !== "check") throw new Error(`work of another kind: ${work.kind}`);
  const recogniser = await readRecogniser(work.recogniser);
  const report = await checkRecogniser(recogniser, { path: work.corpus, clips: work.clips }, services);
  await recogniser.release();
  await atomicWrite(work.file, JSON.stringify(report));
  expect(await listed()).toMatchObject({
    checks: [
      { at, recogniser: ASKED.recogniser, isOlder: false, report: { clips: 6, corpus: "folders (corpus)" } },
    ],
    problems: [],
  });
});

test("what is no check of one of the run's recognisers is told of by its file; the others stay", async () => {
  const { checks } = await listed();
  const folder = join(home, "runs/tones/checks");
  const [text] = await Promise.all(checks.map(({ at }) => readFile(join(home, at), "utf8")));
  await writeFile(join(folder, "foreign.json"), text.replace('"recogniser":"knn"', '"recogniser":"svm"'));
  await writeFile(join(folder, "old.json"), '{"version":0}');
  await writeFile(join(folder, "torn.json"), '{"vers');
  await mkdir(join(folder, "folder.json"));
  const found = await listed();
  expect(found.checks).toEqual(checks);
  expect(found.problems.toSorted()).toEqual([
    "runs/tones/checks/folder.json: cannot be read (it is a folder).",
    'runs/tones/checks/foreign.json: is a check of "svm", which is no recogniser of this run.',
    "runs/tones/checks/old.json: version: expected version 1; check again; got 0.",
    expect.stringMatching(/^runs\/tones\/checks\/torn\.json: expected JSON, got something else/),
  ]);
});

test("a check of before the recogniser was written again says so", async () => {
  const { checks } = await listed();
  const later = new Date(Date.parse(checks[0].made) + 60_000);
  await utimes(join(home, ASKED.recogniser), later, later);
  expect((await listed()).checks).toEqual([{ ...checks[0], isOlder: true }]);
});

test("another corpus, or another number of clips, is another check", async () => {
  const all = await studio.studio.checks.plan(ASKED);
  const some = await studio.studio.checks.plan({ ...ASKED, clips: 6 });
  expect(some.at).not.toBe(all.at);
});

test("only the run's own recognisers are asked, on corpora that the studio may see", async () => {
  await writeFile(join(home, "other.onnx"), "");
  const refused = await studio.send("/api/run/check", { ...ASKED, recogniser: "other.onnx" });
  expect(refused.status).toBe(404);
  expect(await refused.json()).toEqual({
    error: "other.onnx: is no recogniser of runs/tones. Reload the page.",
  });
  expect((await studio.send("/api/run/check", { ...ASKED, corpus: tmpdir() })).status).toBe(403);
  expect((await studio.send("/api/run/check", { ...ASKED, clips: 0 })).status).toBe(400);
});
