import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { parseExperiment } from "../config/config.ts";
import { assertStillOwn, beginFolder } from "./begin-folder.ts";

const experimentOf = (seed: number) =>
  parseExperiment(
    `seed: ${seed}
corpus: { path: . }
split: { protocol: random, folds: 2 }
learners: { svm: { recipe: { features: [{ id: mfcc, overTime: {} }] }, model: { id: svm } } }`,
    "first.yaml",
  );

test("a run takes what the last one left, and leaves what is no run's", async () => {
  const folder = temporaryFolder({
    "experiment.json": "{}",
    "scores.json": "{}",
    "report.html": "",
    "predictions/svm.csv": "",
    "recognisers/svm.onnx": "",
    "checks/svm.json": "",
    "notes.txt": "mine",
  });
  await beginFolder(folder, await experimentOf(1), []);
  expect(readdirSync(folder).sort()).toEqual(["checks", "experiment.json", "folds.json", "notes.txt"]);
});

test("a folder whose files no run wrote is not taken", async () => {
  const folder = temporaryFolder({ "recognisers/own.txt": "", "sad/a.wav": "" });
  await expect(beginFolder(folder, await experimentOf(1), [])).rejects.toThrow(
    `${folder}: holds recognisers, and no run that wrote it; expected a new folder, or that of a run. Name another with --out.`,
  );
  expect(readdirSync(join(folder, "recognisers"))).toEqual(["own.txt"]);
  expect(readdirSync(folder).sort()).toEqual(["recognisers", "sad"]);
});

test("a run that another took the folder of writes nothing more", async () => {
  const folder = temporaryFolder({});
  const [first, second] = [await experimentOf(1), await experimentOf(2)];
  await beginFolder(folder, first, []);
  await assertStillOwn(folder, first);
  await beginFolder(folder, second, []);
  await expect(assertStillOwn(folder, first)).rejects.toThrow("another run has begun there meanwhile");
  await assertStillOwn(folder, second);
});
