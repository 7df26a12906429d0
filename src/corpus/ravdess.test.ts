import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFiles } from "../../test/temporary-folder.ts";
import { ravdess } from "./ravdess.ts";

test("a file name tells label, speaker, sex, sentence, intensity and take", async () => {
  const root = temporaryFiles("Actor_12/03-01-06-02-01-02-12.wav", "Actor_01/03-01-01-01-02-01-01.FLAC");
  expect(await ravdess.read(root)).toEqual([
    {
      id: "03-01-01-01-02-01-01",
      path: join(root, "Actor_01/03-01-01-01-02-01-01.FLAC"),
      corpus: "ravdess",
      label: "neutral",
      speaker: "01",
      sex: "male",
      sentence: "dogs",
      intensity: "normal",
      take: "1",
    },
    {
      id: "03-01-06-02-01-02-12",
      path: join(root, "Actor_12/03-01-06-02-01-02-12.wav"),
      corpus: "ravdess",
      label: "fearful",
      speaker: "12",
      sex: "female",
      sentence: "kids",
      intensity: "strong",
      take: "2",
    },
  ]);
});

test("emotion codes 01 to 08 are the labels in order", async () => {
  const names = Array.from({ length: 8 }, (_, i) => `03-01-0${i + 1}-01-01-01-24.mp3`);
  const clips = await ravdess.read(temporaryFiles(...names));
  expect(clips.map((clip) => clip.label)).toEqual([...ravdess.labels]);
  expect(ravdess.labels).toEqual([
    "neutral",
    "calm",
    "happy",
    "sad",
    "angry",
    "fearful",
    "disgust",
    "surprised",
  ]);
});

test("a name that does not fit is an error with the expected form", async () => {
  for (const name of [
    "03-01-09-01-01-01-01",
    "03-01-06-03-01-01-01",
    "03-01-06-01-03-01-01",
    "03-01-06-01-01-03-01",
    "03-01-06-01-01-01-25",
    "03-01-06-01-01-01-00",
    "03-02-06-01-01-01-01",
    "03-01-06-01-01-01",
  ]) {
    const root = temporaryFiles("03-01-06-01-02-01-12.wav", `${name}.wav`);
    await expect(ravdess.read(root)).rejects.toThrow(
      `${join(root, name)}.wav: the file name does not fit; expected 03-01-EMOTION-INTENSITY-SENTENCE-TAKE-ACTOR ` +
        "(audio-only speech) as in 03-01-06-01-02-01-12.wav. Rename the file or move it elsewhere.",
    );
  }
});

test("several misfits are counted", async () => {
  const root = temporaryFiles("a.wav", "b.wav", "c.wav");
  await expect(ravdess.read(root)).rejects.toThrow("a.wav: the file name (and that of 2 more) does not fit");
});

test("the same clip twice is an error that names both files", async () => {
  const root = temporaryFiles("Actor_12/03-01-06-01-02-01-12.wav", "copy/03-01-06-01-02-01-12.flac");
  await expect(ravdess.read(root)).rejects.toThrow(
    `${root}/copy/03-01-06-01-02-01-12.flac: the clip id "03-01-06-01-02-01-12" is taken by ` +
      `${root}/Actor_12/03-01-06-01-02-01-12.wav; expected it once. Remove or rename one of the two.`,
  );
});

test("a folder is recognised when most names fit", async () => {
  const names = ["Actor_01/03-01-06-01-02-01-01.ogg", "a.wav"];
  expect(await ravdess.recognises(temporaryFiles(...names))).toBe(false);
  expect(await ravdess.recognises(temporaryFiles(...names, "03-01-06-01-02-01-02.ogg"))).toBe(true);
  expect(await ravdess.recognises(temporaryFiles("03-01-06-01-02-01-01.txt"))).toBe(false);
});
