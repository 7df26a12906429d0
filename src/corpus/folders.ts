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
  citation: "The author of the recordings.",
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
    const clips = files.map((file) => ({
      id: [...file.folders, file.stem].join("/"),
      path: file.path,
      corpus: "folders",
      label: file.folders[0],
    }));
    return orderedClips(clips, path);
  },
});
