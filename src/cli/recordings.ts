/** Recordings that a command line names. */
import { join, relative } from "node:path";
import { audioFilesBelow, isFolder, noAudio, soundLeftOut } from "../corpus/audio-files.ts";
import { expandGlob, isGlob } from "./globs.ts";
import { tellLines } from "./lines.ts";
import { STANDARD_INPUT } from "./read-audio-file.ts";

/**
 * Files as they are named, those of folders, and those that patterns name.
 *
 * @throws CorpusError for a folder without audio, AudioError for a pattern that nothing fits
 */
export async function recordingsOf(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    for (const one of isGlob(path) ? await expandGlob(path) : [path])
      for (const file of await filesAt(one)) files.push(file);
  }
  return files;
}

async function filesAt(path: string): Promise<string[]> {
  if (path === STANDARD_INPUT || !(await isFolder(path))) return [path];
  const found = await audioFilesBelow(path);
  if (found.length === 0) throw noAudio(path);
  const leftOut = await soundLeftOut(path);
  if (leftOut !== undefined) tellLines(`note: ${leftOut}`);
  return found.map((one) => join(path, relative(path, one.path)));
}
