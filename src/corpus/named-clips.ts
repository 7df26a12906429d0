/** Corpora whose file names say everything that is known of a clip. */
import { join } from "node:path";
import { CorpusError } from "../base/errors.ts";
import { type AudioFile, audioFilesBelow, isFolder, orderedClips } from "./audio-files.ts";
import { withoutCopies } from "./copied-folders.ts";
import type { Clip, ReadOptions } from "./corpus.ts";
import { canBeLabel, isSideName, topFolders } from "./folder-names.ts";

/** What a corpus knows of a clip beside its file; its id where that is not the file's name. */
export type ClipFields = Omit<Clip, "id" | "path" | "corpus"> & Partial<Pick<Clip, "id">>;

/** The fields that a file name and the folders that it lies in tell; undefined where it does not fit. */
type ParseName = (stem: string, folders: readonly string[]) => ClipFields | undefined;

/**
 * Whether most file names fit, of the whole folder or of a side in it (train, test), and the files are not sorted
 * into folders named by labels: those would be another labelling of the same recordings.
 */
export async function hasFittingNames(path: string, parse: ParseName): Promise<boolean> {
  if (!(await isFolder(path))) return false;
  const files = await audioFilesBelow(path);
  const sides = topFolders(files).filter(isSideName);
  return (
    (mostFit(files, parse) || sides.some((side) => mostFit(filesIn(files, side), parse))) &&
    !areSortedByLabel(files, parse)
  );
}

function mostFit(files: readonly AudioFile[], parse: ParseName): boolean {
  return 2 * files.filter((file) => parse(file.stem, file.folders) !== undefined).length > files.length;
}

function filesIn(files: readonly AudioFile[], top: string): AudioFile[] {
  return files.filter((file) => file.folders[0] === top);
}

/** Whether every file lies in a folder, and most in one of at least two that are named by labels. */
function areSortedByLabel(files: readonly AudioFile[], parse: ParseName): boolean {
  if (files.some((file) => file.folders.length === 0)) return false;
  const sorted = files.filter(
    ({ folders, stem }) => canBeLabel(folders[0]) && !isOf(folders[0], parse(stem, folders)),
  );
  return topFolders(sorted).length > 1 && 2 * sorted.length > files.length;
}

/** Whether the folder is that of the clip's speaker or sex: `Actor_07`, `7`, `DC`, `OAF_angry`, `female`. */
function isOf(folder: string, fields: ClipFields | undefined): boolean {
  const { speaker = "", sex } = fields ?? {};
  const digits = /\d+$/.exec(folder)?.[0];
  const isSpeaker = digits !== undefined && Number(digits) === Number(speaker);
  const isNamedSo = speaker !== "" && folder.toLowerCase().split(/[_ -]/)[0] === speaker.toLowerCase();
  return isSpeaker || isNamedSo || folder.toLowerCase() === sex;
}

/**
 * Clips whose file names hold all that is known of them; their ids are the names without extension. A folder that is there
 * twice, as in mirrors that hold a copy of themselves, is told of and read once.
 *
 * @param expected - the form of a name, with an example, for the error
 * @throws CorpusError if there is no audio, a name does not fit, or two files have the same name
 */
export async function readNamedClips(
  root: string,
  corpus: string,
  expected: string,
  parse: ParseName,
  { warn }: ReadOptions = {},
): Promise<Clip[]> {
  const files = await withoutCopies(root, await audioFilesBelow(root), warn);
  const clips: Clip[] = [];
  const misfits: AudioFile[] = [];
  for (const file of files) {
    const fields = parse(file.stem, file.folders);
    if (fields === undefined) misfits.push(file);
    else clips.push({ id: file.stem, path: file.path, corpus, ...fields });
  }
  if (misfits.length > 0) {
    const others = misfits.length - 1;
    throw new CorpusError(
      `${misfits[0].path}: the file name${others > 0 ? ` (and that of ${others} more)` : ""} does not fit; ` +
        `expected ${expected}.`,
      wayOut(root, files, parse),
    );
  }
  return orderedClips(clips, root);
}

/** What to do about names that do not fit: the folder that was probably meant, the reader, or the file. */
function wayOut(root: string, files: readonly AudioFile[], parse: ParseName): string {
  if (areSortedByLabel(files, parse))
    return 'If the folders are named by labels, choose the reader "folders".';
  const fitting = files.filter((file) => parse(file.stem, file.folders) !== undefined);
  const meant = topFolders(fitting).find((top) => {
    const inside = filesIn(files, top);
    const fits = inside.every(({ stem, folders }) => {
      const fields = parse(stem, folders);
      return fields !== undefined && !isOf(top, fields);
    });
    return fits && 2 * inside.length > fitting.length;
  });
  if (meant !== undefined) return `Give the folder that fits: ${join(root, meant)}.`;
  return "Rename the file or move it elsewhere.";
}
