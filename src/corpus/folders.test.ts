import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFiles } from "../../test/temporary-folder.ts";
import { folders } from "./folders.ts";
import { unlabelled } from "./unlabelled.ts";

test("the folder is the label and part of the id", async () => {
  const root = temporaryFiles("sad/1.wav", "happy/1.wav", "happy/ann/2.mp3");
  expect(await folders.read(root)).toEqual([
    { id: "happy/1", path: join(root, "happy/1.wav"), corpus: "folders", label: "happy" },
    { id: "happy/ann/2", path: join(root, "happy/ann/2.mp3"), corpus: "folders", label: "happy" },
    { id: "sad/1", path: join(root, "sad/1.wav"), corpus: "folders", label: "sad" },
  ]);
});

test("hidden files, companions of macOS and other files are left out", async () => {
  const root = temporaryFiles("sad/1.wav", "sad/._1.wav", ".git/x.wav", "sad/notes.txt", "sad/.DS_Store");
  expect((await folders.read(root)).map((clip) => clip.id)).toEqual(["sad/1"]);
});

test("a file beside the label folders is an error", async () => {
  const root = temporaryFiles("sad/1.wav", "loose.wav");
  await expect(folders.read(root)).rejects.toThrow(
    `${root}/loose.wav: lies beside the label folders; expected it inside one. Move it into the folder of its label.`,
  );
});

test("two label folders and nothing beside them are recognised", async () => {
  expect(await folders.recognises(temporaryFiles("sad/1.wav", "happy/1.wav"))).toBe(true);
  expect(await folders.recognises(temporaryFiles("sad/1.wav", "happy/1.txt"))).toBe(false);
  expect(await folders.recognises(temporaryFiles("sad/1.wav", "happy/1.wav", "1.wav"))).toBe(false);
});

test("unlabelled: every audio file is a clip without a label", async () => {
  const root = temporaryFiles("sample001.flac", "sample000.flac", "notes.txt");
  expect(await unlabelled.read(root)).toEqual([
    { id: "sample000", path: join(root, "sample000.flac"), corpus: "unlabelled" },
    { id: "sample001", path: join(root, "sample001.flac"), corpus: "unlabelled" },
  ]);
});

test("unlabelled: two files of one name are an error", async () => {
  const root = temporaryFiles("a.flac", "a.wav");
  await expect(unlabelled.read(root)).rejects.toThrow(`the clip id "a" is taken by ${root}/a.flac`);
});

test("a folder without audio, and a file, are errors", async () => {
  const root = temporaryFiles("notes.txt");
  await expect(unlabelled.read(root)).rejects.toThrow(
    `${root}: holds no audio; expected files .wav, .flac, .mp3, .ogg, .oga, .opus, .aif, .aiff, .aifc, .au, .snd, .w64 or .sph. Is it the right folder? ffmpeg converts what else there is.`,
  );
  await expect(folders.read(`${root}/notes.txt`)).rejects.toThrow(
    `${root}/notes.txt: expected a folder of audio files, got a file or nothing.`,
  );
});
