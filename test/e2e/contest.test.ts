/** A contest from its sample to a warning, as a person goes through it. */
import { appendFile, copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { encodeWav } from "../../src/audio/wav.ts";
import { demoClips } from "../../src/synth/index.ts";
import { prosodia, temporaryFolder } from "./prosodia.ts";

let cwd: string;
const SAMPLES = Array.from({ length: 20 }, (_, i) => `sample${String(i).padStart(3, "0")}`);

beforeAll(async () => {
  cwd = await temporaryFolder();
  for (const folder of ["train", "test", "kaggle"]) await mkdir(join(cwd, folder), { recursive: true });
  const clips = [...demoClips({ voices: 2, takes: 1, seed: 3, sampleRate: 8000 })];
  for (const { name, audio } of clips.slice(20)) await writeFile(join(cwd, "train", name), encodeWav(audio));
  for (const [i, name] of SAMPLES.entries()) {
    await writeFile(join(cwd, "test", `${name}.wav`), encodeWav(clips[i].audio));
  }
  await copyFile(join(cwd, "train", clips[20].name), join(cwd, "test", `${SAMPLES[0]}.wav`));
  const sample = SAMPLES.map((name) => `${name}.wav,unknown\n`).join("");
  await writeFile(join(cwd, "sample.csv"), `file,emotion\n${sample}`);
}, 60_000);

/** Answers of which so many are happy and the others sad. */
async function write(name: string, happy: number, ids = SAMPLES): Promise<void> {
  const rows = ids.map((id, i) => `${id}.wav,${i < happy ? "happy" : "sad"}\n`);
  await writeFile(join(cwd, name), `file,emotion\n${rows.join("")}`);
}

const run = (...args: string[]) => prosodia(["contest", ...args], { cwd });

test("new, add, score, show", async () => {
  const begun = await run(
    ...[
      "new",
      "kaggle",
      "--train",
      "train",
      "--test",
      "test",
      "--sample",
      "sample.csv",
      "--public-rows",
      "10",
    ],
  );
  expect(begun.code, begun.stderr).toBe(0);
  expect(begun.stdout).toContain(
    "kaggle: 20 rows file,emotion, 8 labels; the public score is made of 10 rows.",
  );
  expect(begun.stderr).toMatch(
    /the audio of 1 labelled clip is that of a test clip: leave out \S+ \(sample000\)/,
  );
  expect(begun.stderr).toContain("the sample answers unknown, which is no label");
  const again = await run("new", "kaggle", "--train", "train", "--test", "test");
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("there is a contest already") });

  await write("short.csv", 3, SAMPLES.slice(1));
  const short = await run("add", "kaggle", "short.csv");
  expect(short).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("short.csv: 1 answer missing (sample000.wav)"),
  });
  await writeFile(join(cwd, "latin.csv"), Buffer.from("file,\xe9motion\n", "latin1"));
  expect((await run("add", "kaggle", "latin.csv")).stderr).toContain("latin.csv: the file is not UTF-8 text");
  await write("a.csv", 5);
  await write("kaggle/b.csv", 7);
  await write("c.csv", 5);
  await writeFile(
    join(cwd, "local.json"),
    JSON.stringify({
      ...{ version: 2, name: "mine", corpus: "ravdess", clips: 40, protocol: "random", folds: 2, seed: 0 },
      leaky: false,
      recognisers: [
        {
          ...{ name: "svm", learner: "recogniser", description: "", fitSeconds: 1 },
          scores: [{ metric: "accuracy", value: 0.75, low: 0.5, high: 0.875, n: 40, resampled: "clip" }],
        },
      ],
    }),
  );
  const first = await run("add", "kaggle", "a.csv", "--scores", "local.json");
  expect(first.stdout).toMatch(
    /^a\.csv: valid and logged \([0-9a-f]{12}\), local 75\.0 % \[50\.0 %, 87\.5 %\]/,
  );
  expect((await run("add", "kaggle", "kaggle/b.csv")).stdout).toContain(
    "90.0 % of its answers are those of a.csv",
  );
  expect(await run("add", "kaggle", "c.csv")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("c.csv: these answers are in the log already, as a.csv"),
  });
  await appendFile(join(cwd, "c.csv"), "\n");
  expect((await run("add", "kaggle", "c.csv")).stdout).toContain("the very answers of a.csv");

  const before = await readFile(join(cwd, "kaggle/log.jsonl"), "utf8");
  await run("score", "kaggle", "a.csv", "0.5");
  const scored = await run("score", "kaggle", "b.csv", "0.6");
  expect(scored.stdout).toContain(
    "2 public scores of 10 rows; b.csv leads. Steps that are more than luck (+): a.csv, b.csv.",
  );
  const after = await readFile(join(cwd, "kaggle/log.jsonl"), "utf8");
  expect(after.startsWith(before)).toBe(true);
  expect(after.split("\n")).toHaveLength(6);
  expect((await run("score", "kaggle", "a.csv", "79")).stderr).toContain("expected a number from 0 to 1");

  const shown = await run("show", "kaggle", "--plot", "board.svg");
  expect(shown.stdout).toMatch(
    /^a\.csv +[0-9a-f]{12} +mine\/svm +75\.0 % \[50\.0 %, 87\.5 %\] random +50\.0 % \+$/m,
  );
  expect(await readFile(join(cwd, "board.svg"), "utf8")).toContain("a.csv</text>");
  await write("kaggle/b.csv", 9);
  expect((await run("show", "kaggle")).stderr).toContain(
    "not there as they were logged, and left out: b.csv",
  );
  const { board, files } = JSON.parse((await run("show", "kaggle", "--json")).stdout);
  expect(files).toHaveLength(3);
  expect(board).toMatchObject({ scores: 1, leader: "a.csv" });
}, 120_000);
