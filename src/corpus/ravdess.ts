/** RAVDESS: 24 actors speak two sentences in eight emotions; the file name says everything. */
import { defineCorpus } from "./corpus.ts";
import { type ClipFields, hasFittingNames, readNamedClips } from "./named-clips.ts";

/** By emotion code 01 to 08. */
const LABELS = ["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"];
const SENTENCES = ["kids", "dogs"];
const INTENSITIES = ["normal", "strong"];

/** Modality 03 (audio only), channel 01 (speech), emotion, intensity, sentence, take, actor. */
const NAME = /^03-01-0([1-8])-0([12])-0([12])-0([12])-(0[1-9]|1\d|2[0-4])$/;

function parseName(stem: string): ClipFields | undefined {
  const match = NAME.exec(stem);
  if (match === null) return undefined;
  const [, emotion, intensity, sentence, take, actor] = match;
  return {
    label: LABELS[Number(emotion) - 1],
    speaker: actor,
    sex: Number(actor) % 2 === 1 ? "male" : "female",
    sentence: SENTENCES[Number(sentence) - 1],
    intensity: INTENSITIES[Number(intensity) - 1],
    take,
  };
}

export const ravdess = defineCorpus({
  id: "ravdess",
  summary: "RAVDESS emotional speech, 24 actors, 8 emotions, English",
  layout: "a folder (or folders Actor_01 to Actor_24) of audio files like 03-01-06-01-02-01-12.wav",
  labels: LABELS,
  licence: "CC BY-NC-SA 4.0",
  citation:
    "Livingstone SR, Russo FA (2018). The Ryerson Audio-Visual Database of Emotional Speech and Song (RAVDESS). " +
    "PLoS ONE 13(5): e0196391.",
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
