/** EMOVO: six Italian actors speak fourteen sentences in seven emotions; the file name says everything. */
import { defineCorpus } from "./corpus.ts";
import { type ClipFields, hasFittingNames, readNamedClips } from "./named-clips.ts";

/** By the Italian word: disgusto, gioia, neutro, paura, rabbia, sorpresa, tristezza. */
const LABELS = new Map([
  ["dis", "disgust"],
  ["gio", "joy"],
  ["neu", "neutral"],
  ["pau", "fear"],
  ["rab", "anger"],
  ["sor", "surprise"],
  ["tri", "sadness"],
]);

/** Emotion, speaker, sentence. */
const NAME = /^(dis|gio|neu|pau|rab|sor|tri)-([fm][1-3])-([a-z]\d)$/;

function parseName(stem: string): ClipFields | undefined {
  const match = NAME.exec(stem);
  if (match === null) return undefined;
  const [, emotion, speaker, sentence] = match;
  return {
    label: LABELS.get(emotion) ?? emotion,
    speaker,
    sex: speaker.startsWith("f") ? "female" : "male",
    sentence,
  };
}

export const emovo = defineCorpus({
  id: "emovo",
  summary: "EMOVO, 6 actors, 7 emotions, Italian",
  layout: "a folder (or folders f1 to m3) of audio files like dis-f1-b1.wav",
  labels: [...LABELS.values()],
  licence: "free for research",
  citation:
    "Costantini G, Iaderola I, Paoloni A, Todisco M (2014). EMOVO corpus: an Italian emotional speech database. LREC 2014, 3501-3504.",
  recognises: (path) => hasFittingNames(path, parseName),
  read: (path, options) =>
    readNamedClips(path, "emovo", "EMOTION-SPEAKER-SENTENCE as in dis-f1-b1.wav", parseName, options),
});
