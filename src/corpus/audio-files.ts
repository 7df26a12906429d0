/** The audio files of a folder, and clips that are known by their file names. */
import { readdir, stat } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { CorpusError, messageOf } from "../base/errors.ts";
import type { Clip } from "./corpus.ts";

const AUDIO_FILE = /\.(wav|flac|mp3|ogg|oga|opus)$/i;

export interface AudioFile {
  /** Absolute. */
  readonly path: string;
  /** Folders between the root and the file. */
  readonly folders: readonly string[];
  /** File name without extension. */
  readonly stem: string;
}

/** What a corpus knows of a clip beside its file. */
export type ClipFields = Omit<Clip, "id" | "path" | "corpus">;

/**
 * All audio files below a folder, in order of their paths. Hidden files and folders are left out: among them are
 * the "._" companions that macOS writes.
 *
 * @throws CorpusError if the path is no folder or cannot be read
 */
export async function audioFilesBelow(root: string): Promise<AudioFile[]> {
  if (!(await isFolder(root))) {
    throw new CorpusError(`${root}: expected a folder of audio files, got a file or nothing.`);
  }
  const files = await collect(resolve(root), []);
  return files.sort((a, b) => compare(a.path, b.path));
}

async function collect(folder: string, folders: readonly string[]): Promise<AudioFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new CorpusError(`${folder}: the folder cannot be read (${messageOf(error)}).`);
  });
  const files: AudioFile[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory()) {
      files.push(...(await collect(join(folder, entry.name), [...folders, entry.name])));
    } else if (AUDIO_FILE.test(entry.name)) {
      files.push({ path: join(folder, entry.name), folders, stem: stemOf(entry.name) });
    }
  }
  return files;
}

/** Whether any audio file lies directly in the folder or below it; false for what is no folder. */
export async function holdsAudio(path: string): Promise<boolean> {
  return (await isFolder(path)) && (await audioFilesBelow(path)).length > 0;
}

export async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

/** File name without folders and extension. */
export function stemOf(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf(sep)) + 1);
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

/** Code-unit order: the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether some file name of the folder fits. */
export async function hasFittingName(path: string, parse: (stem: string) => unknown): Promise<boolean> {
  if (!(await isFolder(path))) return false;
  return (await audioFilesBelow(path)).some((file) => parse(file.stem) !== undefined);
}

/**
 * Clips whose file names hold all that is known of them; their ids are the names without extension.
 *
 * @param expected - the form of a name, with an example, for the error
 * @throws CorpusError if there is no audio, a name does not fit, or two files have the same name
 */
export async function readNamedClips(
  root: string,
  corpus: string,
  expected: string,
  parse: (stem: string) => ClipFields | undefined,
): Promise<Clip[]> {
  const clips: Clip[] = [];
  const misfits: AudioFile[] = [];
  for (const file of await audioFilesBelow(root)) {
    const fields = parse(file.stem);
    if (fields === undefined) misfits.push(file);
    else clips.push({ id: file.stem, path: file.path, corpus, ...fields });
  }
  if (misfits.length > 0) {
    const others = misfits.length - 1;
    throw new CorpusError(
      `${misfits[0].path}: the file name${others > 0 ? ` (and that of ${others} more)` : ""} does not fit; ` +
        `expected ${expected}.`,
      "Rename the file or move it elsewhere.",
    );
  }
  return orderedClips(clips, root);
}

/**
 * The clips in order of id.
 *
 * @throws CorpusError if there are none, or two have the same id
 */
export function orderedClips(clips: Clip[], root: string): Clip[] {
  if (clips.length === 0) {
    throw new CorpusError(
      `${root}: holds no audio; expected files .wav, .flac, .mp3, .ogg or .opus.`,
      "Is it the right folder?",
    );
  }
  clips.sort((a, b) => compare(a.id, b.id) || compare(a.path, b.path));
  for (let i = 1; i < clips.length; i++) {
    if (clips[i].id === clips[i - 1].id) {
      throw new CorpusError(
        `${clips[i].path}: the clip id "${clips[i].id}" is taken by ${clips[i - 1].path}; expected it once.`,
        "Remove or rename one of the two.",
      );
    }
  }
  return clips;
}
