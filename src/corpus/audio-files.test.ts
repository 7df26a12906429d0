import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFiles } from "../../test/temporary-folder.ts";
import { audioFilesBelow } from "./audio-files.ts";
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
