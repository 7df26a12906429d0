/** RAVDESS, the songs: 23 of the actors sing the two sentences in six emotions; the file name says everything. */
import { defineCorpus } from "./corpus.ts";
import { type ClipFields, hasFittingNames, readNamedClips } from "./named-clips.ts";
import { parseRavdessName, RAVDESS_CITATION, RAVDESS_LABELS } from "./ravdess-names.ts";

function parseName(stem: string): ClipFields | undefined {
  const name = parseRavdessName(stem);
  return name?.modality === "audio-only" && name.channel === "song" ? name.fields : undefined;
}

export const ravdessSong = defineCorpus({
  id: "ravdess-song",
  summary: "RAVDESS emotional song, 23 of its actors, 6 emotions, English",
  layout: "a folder (or folders Actor_01 to Actor_24) of audio files like 03-02-06-01-02-01-12.wav",
  labels: RAVDESS_LABELS.slice(0, 6),
  licence: "CC BY-NC-SA 4.0",
  citation: RAVDESS_CITATION,
  people: "ravdess",
  recognises: (path) => hasFittingNames(path, parseName),
  read: (path, options) =>
    readNamedClips(
      path,
      "ravdess-song",
      "03-02-EMOTION-INTENSITY-SENTENCE-TAKE-ACTOR (audio-only song) as in 03-02-06-01-02-01-12.wav",
      parseName,
      options,
    ),
});
