/** RAVDESS: 24 actors speak two sentences in eight emotions; the file name says everything. */
import { defineCorpus } from "./corpus.ts";
import { type ClipFields, hasFittingNames, readNamedClips } from "./named-clips.ts";
import { parseRavdessName, RAVDESS_CITATION, RAVDESS_LABELS } from "./ravdess-names.ts";

function parseName(stem: string): ClipFields | undefined {
  const name = parseRavdessName(stem);
  return name?.modality === "audio-only" && name.channel === "speech" ? name.fields : undefined;
}

export const ravdess = defineCorpus({
  id: "ravdess",
  summary: "RAVDESS emotional speech, 24 actors, 8 emotions, English",
  layout: "a folder (or folders Actor_01 to Actor_24) of audio files like 03-01-06-01-02-01-12.wav",
  labels: RAVDESS_LABELS,
  licence: "CC BY-NC-SA 4.0",
  citation: RAVDESS_CITATION,
  recognises: (path) => hasFittingNames(path, parseName),
  read: (path, options) =>
    readNamedClips(
      path,
      "ravdess",
      "03-01-EMOTION-INTENSITY-SENTENCE-TAKE-ACTOR (audio-only speech) as in 03-01-06-01-02-01-12.wav",
      parseName,
      options,
    ),
});
