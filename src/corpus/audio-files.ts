/** The audio files of a folder, and clips in order. */
import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { extname, join, relative, resolve, sep } from "node:path";
import { counted } from "../base/counted.ts";
import { CorpusError } from "../base/errors.ts";
import { fileTrouble } from "../base/file-trouble.ts";
import type { Clip } from "./corpus.ts";

/** Extensions of what is decoded. */
const EXTENSIONS = [
  ...["wav", "flac", "mp3", "ogg", "oga", "opus"],
  ...["aif", "aiff", "aifc", "au", "snd", "w64", "sph"],
] as const;

const AUDIO_FILE = new RegExp(`\\.(${EXTENSIONS.join("|")})$`, "i");

/** What has sound and is not decoded. */
const OTHER_SOUND =
  /\.(m4a|m4b|mp4|m4v|mov|aac|wma|wmv|asf|webm|weba|mkv|mka|avi|flv|3gp|3g2|amr|caf|wv|ape|tta|ac3|mpg|mpeg|mp2|ra|rm|voc|spx)$/i;

export interface AudioFile {
  /** Absolute. */
  readonly path: string;
  /** Folders between the root and the file. */
  readonly folders: readonly string[];
  /** File name without extension. */
  readonly stem: string;
}

/**
 * All audio files below a folder, in order of their paths. Links are followed, except those that lead back to a
 * folder they lie in. Hidden files and folders are left out: among them are the "._" companions that macOS writes.
 *
 * @throws CorpusError if the path is no folder or cannot be read, if a folder is met twice, or if what has the name
 *   of an audio file is no file
 */
export function audioFilesBelow(root: string): Promise<AudioFile[]> {
  return filesBelow(root, hasAudioName);
}

/**
 * What other sound lies below a folder, and why that matters, in a sentence: it must not be missing without a word.
 * Undefined where there is none, or each such file stands beside one of the same name that is read.
 */
export async function soundLeftOut(root: string): Promise<string | undefined> {
  const all = await filesBelow(root, (name) => hasAudioName(name) || OTHER_SOUND.test(name));
  const stem = ({ path }: AudioFile): string => path.slice(0, path.lastIndexOf("."));
  const read = new Set(all.filter(({ path }) => hasAudioName(path)).map(stem));
  const files = all.filter((file) => !hasAudioName(file.path) && !read.has(stem(file)));
  if (files.length === 0) return undefined;
  const names = files.map(({ path }) => relative(resolve(root), path));
  const endings = [...new Set(names.map((name) => extname(name).toLowerCase()))].sort(compare);
  const [is, them] = files.length === 1 ? ["is", "it"] : ["are", "them"];
  return (
    `${root}: ${counted(files.length, "file")} ${is} left out, since Prosodia does not read ${endings.join(", ")} ` +
    `(${names.slice(0, 3).join(", ")}${names.length > 3 ? ", …" : ""}). ffmpeg makes .wav of ${them}.`
  );
}

async function filesBelow(root: string, isWanted: (name: string) => boolean): Promise<AudioFile[]> {
  if (!(await isFolder(root))) {
    throw new CorpusError(`${root}: expected a folder of audio files, got a file or nothing.`);
  }
  const files: AudioFile[] = [];
  await collect(resolve(root), [], { isWanted, files, entered: new Map() });
  return files.sort((a, b) => compare(a.path, b.path));
}

interface Walk {
  /** By its name. */
  readonly isWanted: (name: string) => boolean;
  readonly files: AudioFile[];
  /** Real path -> path by which the folder was reached. */
  readonly entered: Map<string, string>;
}

async function collect(folder: string, folders: readonly string[], walk: Walk): Promise<void> {
  const here = await realpath(folder).catch(unreadable(folder));
  const before = walk.entered.get(here);
  if (before !== undefined) {
    throw new CorpusError(
      `${folder}: the folder is also reached as ${before}; expected every folder once.`,
      "Remove the link.",
    );
  }
  walk.entered.set(here, folder);
  const entries = await readdir(folder, { withFileTypes: true }).catch(unreadable(folder));
  for (const entry of entries.sort((a, b) => compare(a.name, b.name))) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (await leadsToFolder(entry, path)) {
      if (entry.isSymbolicLink() && isWithin(here, await realpath(path))) continue;
      await collect(path, [...folders, entry.name], walk);
    } else if (walk.isWanted(entry.name)) {
      if (!entry.isFile() && hasAudioName(entry.name)) await checkFile(path);
      walk.files.push({ path, folders, stem: stemOf(entry.name) });
    }
  }
}

function unreadable(folder: string): (error: unknown) => never {
  return (error) => {
    throw new CorpusError(`${folder}: the folder cannot be read (${fileTrouble(error)}).`);
  };
}

/** Some file systems do not tell what an entry is: then, as for links, it is looked up. */
async function leadsToFolder(entry: Dirent, path: string): Promise<boolean> {
  return entry.isDirectory() || (!entry.isFile() && (await isFolder(path)));
}

function isWithin(folder: string, outer: string): boolean {
  return folder === outer || folder.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}

/** Reading a pipe or device would never end. */
async function checkFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw new CorpusError(
      `${path}: leads to no file (${fileTrouble(error)}); expected an audio file.`,
      "Mend or remove the link.",
    );
  });
  if (found.isFile()) return;
  throw new CorpusError(`${path}: is a pipe, socket or device; expected an audio file.`, "Remove it.");
}

/** Whether any audio file lies directly in the folder or below it; false for what is no folder. */
export async function holdsAudio(path: string): Promise<boolean> {
  return (await isFolder(path)) && (await audioFilesBelow(path)).length > 0;
}

export async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

/** Whether the name has the extension of an audio file. */
export function hasAudioName(path: string): boolean {
  return AUDIO_FILE.test(path);
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

/** The error for a folder without audio. */
export function noAudio(root: string): CorpusError {
  return new CorpusError(
    `${root}: holds no audio; expected files ${EXTENSIONS.slice(0, -1).map(dotted).join(", ")} or ${dotted(EXTENSIONS[EXTENSIONS.length - 1])}.`,
    "Is it the right folder? ffmpeg converts what else there is.",
  );
}

function dotted(extension: string): string {
  return `.${extension}`;
}

/**
 * The clips in order of id.
 *
 * @throws CorpusError if there are none, or two have the same id
 */
export function orderedClips(clips: Clip[], root: string): Clip[] {
  if (clips.length === 0) throw noAudio(root);
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
