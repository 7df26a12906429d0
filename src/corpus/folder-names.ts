/** What the names of a corpus's folders say: labels, or only how the files are laid out. */
import type { AudioFile } from "./audio-files.ts";

const SIDE = /^(train|training|test|testing|val|valid|validation|dev|eval|evaluation)$/i;

/** Containers and numbered parts, among them the folders of the published RAVDESS. */
const PART =
  /^(wav|flac|mp3|ogg|opus|audio|clips|recordings|audio[ _-](speech|song).*|(actor|speaker|spk|subject|fold|part|set|session|batch|disc)s?[ _-]?\d[\d _-]*)$/i;

/** Whether a folder of this name is a side of a split. */
export function isSideName(folder: string): boolean {
  return SIDE.test(folder);
}

/** Whether a folder of this name can be a label: neither a side, nor a container, nor a numbered part. */
export function canBeLabel(folder: string): boolean {
  return !SIDE.test(folder) && !PART.test(folder);
}

/** The folders directly below the root that hold audio, in order. */
export function topFolders(files: readonly AudioFile[]): string[] {
  return [...new Set(files.flatMap((file) => file.folders.slice(0, 1)))];
}
