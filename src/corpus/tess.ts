/** TESS: two women, 26 and 64 years old, say 200 words in seven emotions; the file name says everything. */
import { defineCorpus } from "./corpus.ts";
import { type ClipFields, hasFittingNames, readNamedClips } from "./named-clips.ts";

const LABELS = new Map([
  ["angry", "angry"],
  ["disgust", "disgust"],
  ["fear", "fear"],
  ["happy", "happy"],
  ["neutral", "neutral"],
  ["ps", "pleasant surprise"],
  ["sad", "sad"],
]);

/** Speaker (older or younger adult female; one published file says OA), word, emotion. */
const NAME = /^(OAF?|YAF)_(\w+)_(angry|disgust|fear|happy|neutral|ps|sad)$/i;

function parseName(stem: string): ClipFields | undefined {
  const match = NAME.exec(stem);
  if (match === null) return undefined;
  const [, speaker, word, emotion] = match;
  return {
    label: LABELS.get(emotion.toLowerCase()) ?? emotion,
    speaker: speaker.toUpperCase().startsWith("O") ? "OAF" : "YAF",
    sex: "female",
    sentence: word.toLowerCase(),
  };
}

export const tess = defineCorpus({
  id: "tess",
  summary: "Toronto emotional speech set, 2 women, 7 emotions, English",
  layout: "a folder (or folders OAF_angry to YAF_sad) of audio files like OAF_back_angry.wav",
  labels: [...LABELS.values()],
  licence: "CC BY-NC-ND 4.0",
  citation:
    "Pichora-Fuller MK, Dupuis K (2020). Toronto emotional speech set (TESS). Borealis, doi:10.5683/SP2/E8H2MF.",
  recognises: (path) => hasFittingNames(path, parseName),
  read: (path, options) =>
    readNamedClips(
      path,
      "tess",
      "SPEAKER_WORD_EMOTION as in OAF_back_angry.wav, emotions angry disgust fear happy neutral ps sad",
      parseName,
      options,
    ),
});
