/** What `predict` says beside the label: of the recording, and of itself. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { encodeWav } from "../../src/audio/index.ts";
import { encodeRecogniser } from "../../src/recogniser/index.ts";
import { resample } from "../../src/signal/resample.ts";
import { noise, vowel } from "../../src/synth/index.ts";
import { fitToy } from "../toy-recogniser.ts";
import { prosodia } from "./prosodia.ts";

const cwd = mkdtempSync(join(tmpdir(), "prosodia-predict-"));
afterAll(() => rmSync(cwd, { recursive: true }));

// as long as the clips that the recogniser was trained on
const hiss = noise({ seconds: 0.25, sampleRate: 16_000, peak: 0.02 }).samples;
const samples = vowel({ seconds: 0.25, sampleRate: 16_000 }).samples.map((value, i) => value + hiss[i]);
const narrow = resample(resample(samples, 16_000, 8000), 8000, 16_000);
writeFileSync(join(cwd, "wide.wav"), encodeWav({ samples, sampleRate: 16_000 }));
writeFileSync(join(cwd, "narrow.wav"), encodeWav({ samples: narrow, sampleRate: 16_000 }));

const { onnx, info } = await fitToy("vector", false);
writeFileSync(join(cwd, "random.onnx"), await encodeRecogniser(onnx, info));
const measured = info.measured === null ? null : { ...info.measured, protocol: "speaker" };
writeFileSync(join(cwd, "speaker.onnx"), await encodeRecogniser(onnx, { ...info, measured }));
writeFileSync(join(cwd, "unmeasured.onnx"), await encodeRecogniser(onnx, { ...info, measured: null }));

async function ask(model: string, ...args: string[]) {
  // a vowel without end is no speech
  const any = ["--any-sound", "--model", model, ...args];
  const answer = await prosodia(["predict", "wide.wav", "narrow.wav", ...any], { cwd });
  expect(answer.code, answer.stderr).toBe(0);
  return answer;
}

test("a recording of a narrower band than that of the training is warned of, in text and JSON", async () => {
  const { stderr } = await ask("random.onnx");
  expect(stderr).toMatch(
    /^warning: narrow\.wav: the recording holds nothing above (3\.9|4\.\d) kHz, .* 8\.0 kHz: .*\.\n$/,
  );
  const { stdout } = await ask("random.onnx", "--json");
  expect(JSON.parse(stdout)).toMatchObject([
    { file: "wide.wav", bandwidthHz: 8000, trainedHz: 8000, warnings: [] },
    {
      file: "narrow.wav",
      trainedHz: 8000,
      warnings: [expect.stringMatching(/nothing above (3\.9|4\.\d) kHz/)],
    },
  ]);
});

test("a recording that is much louder or softer than those of the training is warned of", async () => {
  const levelDb = { low: -60, high: -50 };
  const trainedOn = { ...info.trainedOn, levelDb };
  writeFileSync(join(cwd, "soft.onnx"), await encodeRecogniser(onnx, { ...info, trainedOn }));
  const { stdout, stderr } = await prosodia(["predict", "wide.wav", "--any-sound", "--model", "soft.onnx"], {
    cwd,
  });
  expect(stderr).toMatch(
    /^warning: wide\.wav: the recording is louder \(-\d+ dBFS\) .* \(-60 dBFS to -50 dBFS\): /,
  );
  expect(stdout).toMatch(/\nwide\.wav +/);
});

test("a recogniser that can says when it is not sure, and what that is worth", async () => {
  for (const [name, threshold] of [
    ["shy", 1],
    ["bold", 0],
  ] as const) {
    const notSure = { error: 0.2, threshold, answered: 0.6, wrong: 0.21, n: 12 };
    writeFileSync(join(cwd, `${name}.onnx`), await encodeRecogniser(onnx, { ...info, notSure }));
  }
  const shy = await ask("shy.onnx");
  expect(shy.stdout).toMatch(/\nwide\.wav +not sure: (noise|sweep|vowel) +/);
  expect(shy.stdout).toContain("sure of 60.0 % of 12 clips, and wrong in 21.0 % of these");
  expect(JSON.parse((await ask("shy.onnx", "--json")).stdout)[0]).toMatchObject({ sure: false });
  expect((await ask("bold.onnx")).stdout).toMatch(/\nwide\.wav +(noise|sweep|vowel) +/);
  expect(JSON.parse((await ask("bold.onnx", "--json")).stdout)[0]).toMatchObject({ sure: true });
  expect(JSON.parse((await ask("random.onnx", "--json")).stdout)[0]).not.toHaveProperty("sure");
});

test("where nobody speaks there is no label, and a reason", async () => {
  writeFileSync(join(cwd, "hiss.wav"), encodeWav(noise({ seconds: 0.25 })));
  const { code, stdout } = await prosodia(["predict", "hiss.wav", "--model", "random.onnx"], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Not measured on new speakers: .*\nhiss\.wav +no speech +the audio: no speech: it is noise/,
  );
  const json = await prosodia(["predict", "hiss.wav", "--model", "random.onnx", "--json"], { cwd });
  expect(JSON.parse(json.stdout)).toEqual([
    {
      file: "hiss.wav",
      seconds: 0.25,
      label: null,
      reason: "no speech",
      why: expect.stringContaining("no speech: it is noise"),
    },
  ]);
});

describe("the score for new speakers", () => {
  test("is said", async () => {
    expect((await ask("speaker.onnx")).stdout).toContain(
      "For new speakers: UAR 75.0 % (95 % interval 50.0–100.0).",
    );
    const { stdout } = await ask("speaker.onnx", "--json");
    expect(JSON.parse(stdout)[0].newSpeakers).toEqual(measured);
  });

  test("is said to be one of speakers of whom other clips are given, where it is", async () => {
    const known = { ...info, measured: measured && { ...measured, knowsSpeakers: true as const } };
    writeFileSync(join(cwd, "known.onnx"), await encodeRecogniser(onnx, known));
    expect((await ask("known.onnx")).stdout).toContain(
      "For new speakers of whom other clips are given (--enrol): UAR 75.0 % (95 % interval 50.0–100.0); expect less where they are not.",
    );
    expect(JSON.parse((await ask("known.onnx", "--json")).stdout)[0].newSpeakers.knowsSpeakers).toBe(true);
  });

  test("is not that of a protocol that shares speakers", async () => {
    expect((await ask("random.onnx")).stdout).toContain(
      "Not measured on new speakers: expect less of them. Of speakers that it knows (random): UAR 75.0 %",
    );
    expect((await ask("unmeasured.onnx")).stdout).toContain(
      "Not measured on new speakers: expect less of them.\n",
    );
    const { stdout } = await ask("random.onnx", "--json");
    expect(JSON.parse(stdout)[0].newSpeakers).toBeNull();
  });
});

test("a recogniser that is no regular file is refused at once", async () => {
  const { code, stderr } = await prosodia(["predict", "wide.wav", "--model", "/dev/zero"], { cwd });
  expect(stderr).toContain("/dev/zero: the recogniser file cannot be read (no regular file).");
  expect(code).toBe(1);
  const folder = await prosodia(["predict", "wide.wav", "--model", "."], { cwd });
  expect(folder.stderr).toContain(
    ".: the recogniser file cannot be read (it is a folder). Name a recogniser file",
  );
}, 20_000);
