import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFiles } from "../../test/temporary-folder.ts";
import { audioFilesBelow, soundLeftOut } from "./audio-files.ts";
import { csv } from "./csv.ts";

async function found(root: string): Promise<string[]> {
  return (await audioFilesBelow(root)).map((file) => file.path.slice(root.length + 1));
}

describe("links", () => {
  test("to folders and files are followed", async () => {
    const elsewhere = temporaryFiles("1.wav", "deep/2.wav", "3.wav");
    const root = temporaryFiles("sad/1.wav");
    symlinkSync(elsewhere, join(root, "happy"));
    symlinkSync(join(elsewhere, "3.wav"), join(root, "sad/3.wav"));
    expect(await found(root)).toEqual([
      "happy/1.wav",
      "happy/3.wav",
      "happy/deep/2.wav",
      "sad/1.wav",
      "sad/3.wav",
    ]);
    symlinkSync(root, join(elsewhere, "link"));
    expect(await found(join(elsewhere, "link/sad"))).toEqual(["1.wav", "3.wav"]);
  });

  test("that lead up are left out, whatever their names", async () => {
    const root = temporaryFiles("sad/1.wav");
    symlinkSync("..", join(root, "sad/up.wav"));
    symlinkSync(".", join(root, "here"));
    symlinkSync("..", join(root, "parent"));
    symlinkSync("/", join(root, "all"));
    expect(await found(root)).toEqual(["sad/1.wav"]);
  });

  test("to a folder that is read already are errors, as are longer circles", async () => {
    const root = temporaryFiles("sad/1.wav");
    symlinkSync("sad", join(root, "happy"));
    await expect(found(root)).rejects.toThrow(
      `${root}/sad: the folder is also reached as ${root}/happy; expected every folder once. Remove the link.`,
    );
    const circle = temporaryFiles("1.wav");
    const elsewhere = temporaryFiles("2.wav");
    symlinkSync(elsewhere, join(circle, "there"));
    symlinkSync(circle, join(elsewhere, "back"));
    await expect(found(circle)).rejects.toThrow(
      `${circle}/there/back: the folder is also reached as ${circle};`,
    );
  });

  test("to nothing and to themselves", async () => {
    for (const target of ["missing", "a.wav"]) {
      const root = temporaryFiles("b.wav");
      symlinkSync(target, join(root, "a.wav"));
      await expect(found(root)).rejects.toThrow(`${root}/a.wav: leads to no file (`);
    }
    const root = temporaryFiles("b.wav");
    symlinkSync("missing", join(root, "notes"));
    expect(await found(root)).toEqual(["b.wav"]);
  });
});

describe.skipIf(process.platform === "win32")("pipes and devices", () => {
  test("with the name of an audio file are refused, others left out", async () => {
    const root = temporaryFiles("sad/1.wav");
    execFileSync("mkfifo", [join(root, "notes")]);
    expect(await found(root)).toEqual(["sad/1.wav"]);
    execFileSync("mkfifo", [join(root, "sad/2.wav")]);
    const refusal = `${root}/sad/2.wav: is a pipe, socket or device; expected an audio file. Remove it.`;
    await expect(found(root)).rejects.toThrow(refusal);
    const linked = temporaryFiles();
    symlinkSync("/dev/zero", join(linked, "a.wav"));
    await expect(found(linked)).rejects.toThrow("a.wav: is a pipe, socket or device");
  });

  test("are no tables", async () => {
    const root = temporaryFiles();
    execFileSync("mkfifo", [join(root, "t.csv")]);
    await expect(csv.read(join(root, "t.csv"))).rejects.toThrow(
      "expected a csv file, got a folder, pipe or device.",
    );
  });
});

test("sound that is not read is told of, but where it stands beside the same that is", async () => {
  const root = temporaryFiles("sad/1.wav", "sad/1.mp4", "sad/notes.txt", "happy/2.flac", ".hidden/3.m4a");
  expect(await soundLeftOut(root)).toBeUndefined();
  expect(await soundLeftOut(temporaryFiles("sad/1.wav", "sad/2.M4A"))).toMatch(
    /: 1 file is left out, since Prosodia does not read \.m4a \(sad\/2\.M4A\)\. ffmpeg makes \.wav of it\.$/,
  );
  const several = temporaryFiles("sad/1.wav", "sad/2.m4a", "sad/3.mp4", "sad/4.m4a", "sad/5.m4a");
  symlinkSync("nowhere.mov", join(several, "gone.mov"));
  expect(await soundLeftOut(several)).toMatch(
    /: 5 files are left out, since Prosodia does not read \.m4a, \.mov, \.mp4 \(gone\.mov, sad\/2\.m4a, sad\/3\.mp4, …\)\. ffmpeg makes \.wav of them\.$/,
  );
});
