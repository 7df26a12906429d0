/** A folder of audio that nobody has labelled: a contest's test set, or clips to be answered. */
import { audioFilesBelow, holdsAudio, orderedClips } from "./audio-files.ts";
import { defineCorpus } from "./corpus.ts";

export const unlabelled = defineCorpus({
  id: "unlabelled",
  summary: "recordings without labels: a contest's test set",
  layout: "a folder of audio files of any names",
  labels: [],
  licence: "that of the recordings",
  citation: "The author of the recordings.",
  generic: true,
  recognises: holdsAudio,

  async read(path) {
    const files = await audioFilesBelow(path);
    return orderedClips(
      files.map((file) => ({ id: file.stem, path: file.path, corpus: "unlabelled" })),
      path,
    );
  },
});
