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

/** Codes of people: DC, KL, S01, f1, 0013. */
const PERSON = /^([A-Z]{2}|[a-z]{0,3}[ _-]?\d{1,5}|[a-z]{1,2}\d)$/;

/**
 * Why the folders are hardly labels, in a clause; undefined where nothing speaks against it.
 *
 * @param files - of the whole folder
 */
export function doubtsOf(files: readonly AudioFile[]): string | undefined {
  const tops = topFolders(files);
  const shown = tops.slice(0, 4).join(", ") + (tops.length > 4 ? ", …" : "");
  if (tops.length < 2) return undefined;
  if (tops.every((top) => PERSON.test(top) && !/^\d$/.test(top)))
    return `the folders ${shown} look like speakers`;
  const nested = tops.find((top) =>
    files.some(({ folders }) => folders[0] === top && folders.slice(1).some((inner) => tops.includes(inner))),
  );
  if (nested !== undefined) return `the folder ${nested} holds folders that are named as those beside it`;
  const parts = tops.map((top) => top.toLowerCase().split("_"));
  const [prefixes, suffixes] = [0, 1].map((i) => new Set(parts.map((part) => part[i])));
  const isGrid = parts.every((part) => part.length === 2) && prefixes.size > 1 && suffixes.size > 1;
  if (isGrid && prefixes.size * suffixes.size === tops.length) {
    return `the folders ${shown} are named by two things at once`;
  }
  return undefined;
}

/** The folders directly below the root that hold audio, in order. */
export function topFolders(files: readonly AudioFile[]): string[] {
  return [...new Set(files.flatMap((file) => file.folders.slice(0, 1)))];
}
