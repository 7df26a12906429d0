/** EMO-DB: ten German speakers, ten sentences, seven emotions; the file name says everything. */
import { defineCorpus } from "./corpus.ts";
import { type ClipFields, hasFittingNames, readNamedClips } from "./named-clips.ts";

/** By the German initial: Wut, Langeweile, Ekel, Angst, Freude, Trauer, neutral. */
const LABELS = new Map([
  ["W", "anger"],
  ["L", "boredom"],
  ["E", "disgust"],
  ["A", "fear"],
  ["F", "happiness"],
  ["T", "sadness"],
  ["N", "neutral"],
]);

/** As published with the corpus. */
const FEMALE = ["08", "09", "13", "14", "16"];

/** Speaker, sentence, emotion, version. */
const NAME = /^(03|08|09|1[0-6])([ab]\d\d)([WLEAFTN])([a-z])$/;

function parseName(stem: string): ClipFields | undefined {
  const match = NAME.exec(stem);
  if (match === null) return undefined;
  const [, speaker, sentence, emotion, take] = match;
  return {
    label: LABELS.get(emotion) ?? emotion,
    speaker,
    sex: FEMALE.includes(speaker) ? "female" : "male",
    sentence,
    take,
  };
}

export const emodb = defineCorpus({
  id: "emodb",
  summary: "Berlin Database of Emotional Speech, 10 speakers, 7 emotions, German",
  layout: "a folder of audio files like 03a01Fa.wav",
  labels: [...LABELS.values()],
  licence: "CC0",
  citation:
    "Burkhardt F, Paeschke A, Rolfes M, Sendlmeier W, Weiss B (2005). A database of German emotional speech. " +
    "Interspeech 2005, 1517-1520.",
  recognises: (path) => hasFittingNames(path, parseName),
  read: (path, options) =>
    readNamedClips(
      path,
      "emodb",
      "SPEAKER(2) SENTENCE(3) EMOTION(1) VERSION(1) as in 03a01Fa.wav, emotions W L E A F T N",
      parseName,
      options,
    ),
});
