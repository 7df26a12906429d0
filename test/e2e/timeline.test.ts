/** Long recordings answered over time, and many recordings at once, by the ready-made recogniser. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { decode } from "fast-png";
import { afterAll, describe, expect, test } from "vitest";
import { decodeAudio, encodeWav } from "../../src/audio/index.ts";
import { parseCsv } from "../../src/base/csv.ts";
import { loadRecogniser, predictTimeline } from "../../src/recogniser/index.ts";
import { noise, synthesise, voices } from "../../src/synth/index.ts";
import { prosodia } from "./prosodia.ts";

const RATE = 24_000;
const cwd = mkdtempSync(join(tmpdir(), "prosodia-timeline-"));
afterAll(() => rmSync(cwd, { recursive: true }));

/** Sentences with a pause of a second after every other one. */
function talk(sentences: number): Float32Array<ArrayBuffer> {
  const parts: Float32Array[] = [];
  for (let i = 0; i < sentences; i++) {
    const [voice, emotion] = i % 4 < 2 ? [voices[0], "angry" as const] : [voices[1], "sad" as const];
    const utterance = { voice, sentence: "kids", intensity: "strong", take: i, seed: 1 } as const;
    parts.push(synthesise({ ...utterance, emotion, sampleRate: RATE }).samples);
    if (i % 2 === 1) parts.push(noise({ seconds: 1, sampleRate: RATE, peak: 1e-4 }).samples);
  }
  const samples = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return samples;
}

function write(name: string, samples: Float32Array<ArrayBuffer>): void {
  writeFileSync(join(cwd, name), encodeWav({ samples, sampleRate: RATE }));
}

const short = talk(1);
write("talk.wav", talk(8));
write("word.wav", short);
mkdirSync(join(cwd, "clips"));
write("clips/a.wav", short);
write("clips/=b.wav", noise({ seconds: 1, sampleRate: RATE }).samples);
writeFileSync(join(cwd, "clips/c.wav"), "no sound");

const read = (name: string): string => readFileSync(join(cwd, name), "utf8");

function csvOf(name: string): Record<string, string>[] {
  const [head, ...rows] = parseCsv(read(name), (line, problem) => {
    throw new Error(`${line}: ${problem}`);
  });
  return rows.map(({ cells }) => Object.fromEntries(head.cells.map((column, i) => [column, cells[i]])));
}

describe("a recording of more than ten seconds", () => {
  test("is answered over time, says so, and is written in every format", async () => {
    const outs = ["a.csv", "a.json", "a.TextGrid", "a.svg", "a.png"].flatMap((out) => ["-o", out]);
    const { code, stdout, stderr } = await prosodia(["predict", "talk.wav", ...outs], { cwd });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(
      "Recordings of more than 10 s are answered over time; --no-timeline gives one answer.",
    );
    expect(stdout).toMatch(/\ntalk\.wav {2}0:\d\d {2}speech in \d\d % of it: \w+ \d+ %/);
    expect(stdout).toMatch(/\n {2}0:\d\d\.\d {2}0:\d\d\.\d {2}– +quiet\n/);

    const [{ seconds, timeline, bandwidthHz, newSpeakers }] = JSON.parse(read("a.json"));
    expect(timeline.length).toBeGreaterThan(6);
    expect(timeline.at(-1).endSeconds).toBe(seconds);
    expect(bandwidthHz).toBeGreaterThan(8000);
    expect(newSpeakers).not.toBeUndefined();
    const rows = csvOf("a.csv");
    expect(rows.map(({ label }) => label)).toEqual(
      timeline.map(({ label }: { label: string | null }) => label ?? ""),
    );
    expect(rows[0]).toMatchObject({ file: "talk.wav", start: "0" });
    const spoken = rows.filter(({ label }) => label !== "");
    for (const { label, why, ...row } of spoken) {
      expect(why).toBe("");
      expect(Number(row[label])).toBeGreaterThan(0.1);
    }
    expect(rows.find(({ label }) => label === "")).toMatchObject({ why: "quiet", calm: "" });
    expect(read("a.TextGrid").match(/intervals \[\d+\]:/g)).toHaveLength(2 * timeline.length);
    expect(read("a.svg")).toContain("talk.wav over time");
    expect(decode(readFileSync(join(cwd, "a.png"))).width).toBe(1200);
  }, 60_000);

  test("has one answer where that is asked for", async () => {
    const { stdout, stderr } = await prosodia(["predict", "talk.wav", "--no-timeline", "--json"], { cwd });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject([{ file: "talk.wav", label: expect.any(String) }]);
    expect(JSON.parse(stdout)[0]).not.toHaveProperty("timeline");
  }, 60_000);

  test("of more than a minute is answered in threads as without them", async () => {
    const samples = talk(34);
    write("long.wav", samples);
    expect(samples.length / RATE).toBeGreaterThan(60);
    const { code, stdout, stderr } = await prosodia(["predict", "long.wav", "--json"], { cwd });
    expect(code, stderr).toBe(0);
    const weights = readFileSync(resolve(import.meta.dirname, "../../weights/ravdess.onnx"));
    const recogniser = await loadRecogniser(weights);
    const { audio } = await decodeAudio(readFileSync(join(cwd, "long.wav")), "long.wav");
    expect(JSON.parse(stdout)[0].timeline).toEqual(await predictTimeline(recogniser, audio));
    await recogniser.release();
  }, 120_000);

  test("is left at once when a person stops it, and nothing is written", async () => {
    write("hour.wav", talk(300));
    let stopped = false;
    const { code, stderr } = await prosodia(["predict", "hour.wav", "-o", "hour.csv"], {
      cwd,
      onStderr: (text, interrupt) => {
        if (stopped || !text.includes("Answering")) return;
        stopped = true;
        interrupt();
      },
    });
    expect(stderr).toContain("Stopped; nothing was written.");
    expect(code).toBe(130);
    expect(existsSync(join(cwd, "hour.csv"))).toBe(false);
  }, 120_000);
});

test("a short recording is answered over time where that is asked for", async () => {
  const args = [
    "predict",
    "word.wav",
    "--timeline",
    "--window-seconds",
    "1",
    "--hop-seconds",
    "0.5",
    "--json",
  ];
  const { stdout, stderr } = await prosodia(args, { cwd });
  expect(stderr).toBe("");
  const [{ timeline }] = JSON.parse(stdout);
  expect(timeline.some(({ label }: { label: string | null }) => label !== null)).toBe(true);
}, 60_000);

test("of silence nothing is said, and nothing is warned of", async () => {
  write("silence.wav", new Float32Array(11 * RATE));
  const { code, stdout, stderr } = await prosodia(["predict", "silence.wav", "--timeline"], { cwd });
  expect(code).toBe(0);
  expect(stderr).toBe("");
  expect(stdout).toMatch(/\nsilence\.wav {2}0:11 {2}no speech\n {2}0:00\.0 {2}0:11\.0 {2}– {2}quiet\n/);
});

test("folders are answered file by file, with a reason where there is no label", async () => {
  const { code, stdout, stderr } = await prosodia(
    ["predict", "clips", "word.wav", "-o", "all.csv", "-o", "all.json"],
    { cwd },
  );
  expect(code).toBe(1);
  const named = stdout.split("\n").filter((line) => line.includes(".wav "));
  expect(named.map((line) => line.split(" ")[0])).toEqual(["clips/=b.wav", "clips/a.wav", "word.wav"]);
  expect(stderr).toContain("clips/c.wav: is not audio that Prosodia reads");
  const rows = csvOf("all.csv");
  expect(rows.map(({ file }) => file)).toEqual(["clips/=b.wav", "clips/a.wav", "clips/c.wav", "word.wav"]);
  expect(rows[0]).toMatchObject({
    start: "0",
    end: "1",
    label: "",
    why: expect.stringContaining("it is noise"),
  });
  expect(rows[1].label).not.toBe("");
  expect(rows[2]).toMatchObject({ label: "", end: "", why: expect.stringContaining("is not audio") });
  expect(rows[3]).toEqual({ ...rows[1], file: "word.wav" });
  expect(JSON.parse(read("all.json"))).toMatchObject([
    { file: "clips/=b.wav", label: null },
    { file: "clips/a.wav", label: rows[1].label },
    { file: "clips/c.wav", error: expect.stringContaining("is not audio") },
    { file: "word.wav" },
  ]);
}, 60_000);

test.each([
  [
    ["talk.wav", "-o", "a.txt"],
    '--out: expected a file name that ends in .csv, .json, .TextGrid, .svg or .png, got "a.txt".',
  ],
  [
    ["talk.wav", "--no-timeline", "-o", "b.png"],
    "--out: b.png holds answers over time, which --no-timeline leaves out.",
  ],
  [
    ["talk.wav", "word.wav", "-o", "b.TextGrid"],
    "--out: b.TextGrid holds one recording, got 2; expected .csv or .json",
  ],
  [["word.wav", "--window-seconds", "x"], "windowSeconds: expected 0.5 to 60, got NaN."],
])("%j is refused", async (args, message) => {
  const { code, stdout, stderr } = await prosodia(["predict", ...args], { cwd });
  expect(stderr).toContain(message);
  expect(stdout).toBe("");
  expect(code).toBe(2);
});
