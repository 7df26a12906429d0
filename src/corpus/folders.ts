/** One folder per label: the simplest way to bring own recordings. */
import { CorpusError } from "../base/errors.ts";
import { audioFilesBelow, isFolder, orderedClips } from "./audio-files.ts";
import { defineCorpus } from "./corpus.ts";
import { canBeLabel, topFolders } from "./folder-names.ts";

export const folders = defineCorpus({
  id: "folders",
  summary: "any recordings, sorted into one folder per label",
  layout:
    "a folder with at least two folders of audio, each named by its label: happy/take1.wav, sad/take1.wav",
  labels: [],
  licence: "that of the recordings",
  citation: "the author of the recordings",
  generic: true,

  async recognises(path) {
    if (!(await isFolder(path))) return false;
    const files = await audioFilesBelow(path);
    const tops = topFolders(files);
    return files.every((file) => file.folders.length > 0) && tops.length > 1 && tops.some(canBeLabel);
  },

  async read(path) {
    const files = await audioFilesBelow(path);
    const loose = files.find((file) => file.folders.length === 0);
    if (loose !== undefined) {
      throw new CorpusError(
        `${loose.path}: lies beside the label folders; expected it inside one.`,
        "Move it into the folder of its label.",
      );
    }
    checkCase(topFolders(files), path);
    const clips = files.map((file) => ({
      id: [...file.folders, file.stem].join("/"),
      path: file.path,
      corpus: "folders",
      label: file.folders[0],
    }));
    return orderedClips(clips, path);
  },
});

/** Two spellings of one label are a slip, and some file systems cannot keep them apart. */
function checkCase(labels: readonly string[], root: string): void {
  const known = new Map<string, string>();
  for (const label of labels) {
    const before = known.get(label.toLowerCase());
    if (before !== undefined) {
      throw new CorpusError(
        `${root}: the folders "${before}" and "${label}" differ only in case; expected one folder per label.`,
        "Join the two.",
      );
    }
    known.set(label.toLowerCase(), label);
  }
}
