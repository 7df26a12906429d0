/** `check` and `card` as a person runs them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { encodeWav } from "../../src/audio/index.ts";
import { PERTURBATIONS } from "../../src/check/index.ts";
import { createDataset } from "../../src/dataset/dataset.ts";
import { extractRecipe, parseRecipe } from "../../src/features/recipe.ts";
import { fitPipeline } from "../../src/learners/pipeline.ts";
import { encodeRecogniser } from "../../src/recogniser/index.ts";
import { fitToy, TOY_LABELS, toyAudio } from "../toy-recogniser.ts";
import { prosodia } from "./prosodia.ts";

const cwd = mkdtempSync(join(tmpdir(), "prosodia-check-"));
afterAll(() => rmSync(cwd, { recursive: true }));

// clips of any length: statistics over frames
const recipe = parseRecipe("toy", {
  sampleRate: 16_000,
  features: [{ id: "mfcc", params: { nMfcc: 6 }, overTime: {} }],
});
const clips = TOY_LABELS.flatMap((label, y) =>
  [0, 1, 2].map((variant) => ({ label, variant, y, audio: toyAudio(label, variant) })),
);
const rows = clips.map(({ audio }) => extractRecipe(audio, recipe));
const data = createDataset({
  clipIds: clips.map(({ label, variant }) => `${label}${variant}`),
  shape: rows[0].shape,
  x: Float32Array.from(rows.flatMap((row) => [...row.data])),
  labels: TOY_LABELS,
  y: Int32Array.from(clips, ({ y }) => y),
});
const toy = await fitToy("vector", false);
const { onnx } = await fitPipeline(data, { steps: [], model: toy.model }, { seed: 1, threads: 1 });
const info = {
  ...toy.info,
  inputs: [{ from: "audio" as const, name: "features", recipe, shape: [...data.shape] }],
};
writeFileSync(join(cwd, "toy.onnx"), await encodeRecogniser(onnx, info));
for (const { label, variant, audio } of clips) {
  mkdirSync(join(cwd, "corpus", label), { recursive: true });
  writeFileSync(join(cwd, "corpus", label, `${label}${variant}.wav`), encodeWav(audio));
}

test("a check is a table, a page, JSON and, if that is wanted, a failure; a card shows it", async () => {
  const check = ["check", "toy.onnx", "--corpus", "corpus"];
  const text = await prosodia([...check, "-o", "check.html"], { cwd });
  expect(text.code, text.stderr).toBe(0);
  for (const { name } of PERTURBATIONS) expect(text.stdout).toContain(name);
  expect(text.stdout).toMatch(
    /toy-vector on 9 clips of folders \(corpus\): \d+ of \d+ checks passed; failed: /,
  );
  expect(readFileSync(join(cwd, "check.html"), "utf8")).toContain("<svg");

  const json = await prosodia([...check, "--json", "--strict"], { cwd });
  expect(json.code).toBe(1);
  expect(json.stderr).toMatch(/toy-vector: \d+ of \d+ checks failed\./);
  expect(JSON.parse(json.stdout)).toMatchObject({
    version: 1,
    clips: 9,
    labelled: 9,
    recogniser: "toy-vector",
  });
  writeFileSync(join(cwd, "check.json"), json.stdout);

  const card = await prosodia(["card", "toy.onnx", "--check", "check.json", "-o", "CARD.md"], { cwd });
  expect(card.code, card.stderr).toBe(0);
  const written = readFileSync(join(cwd, "CARD.md"), "utf8");
  expect(written).toContain("# Model card: toy-vector");
  expect(written).toContain("| over a telephone | clips that keep their label |");
  const plain = await prosodia(["card", "toy.onnx"], { cwd });
  expect(plain.stdout).toContain("Not checked");
}, 120_000);

test("what cannot be is said at once", async () => {
  const picture = await prosodia(["check", "toy.onnx", "--corpus", "corpus", "-o", "check.png"], { cwd });
  expect(picture.code).toBe(2);
  expect(picture.stderr).toContain('--out: expected a file name that ends in .html, got "check.png"');
  const missing = await prosodia(["card", "toy.onnx", "--check", "none.json"], { cwd });
  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain("none.json: the check cannot be read");
});
