/** nEMO: nine Polish actors speak 90 sentences in six emotions; the file name says everything. */
import { defineCorpus } from "./corpus.ts";
import { type ClipFields, hasFittingNames, readNamedClips } from "./named-clips.ts";

const LABELS = ["anger", "fear", "happiness", "neutral", "sadness", "surprised"];

/** As data.tsv of the corpus has them. */
const SEXES: Readonly<Record<string, "female" | "male" | undefined>> = {
  EB0: "female",
  IC0: "female",
  KD0: "female",
  MK0: "female",
  KS0: "male",
  MP0: "male",
  SM0: "male",
  TP0: "male",
  WR0: "male",
};

/** Speaker, emotion, sentence. */
const NAME = /^([A-Z]{2}\d)_(anger|fear|happiness|neutral|sadness|surprised)_([1-9]\d?)$/;

function parseName(stem: string): ClipFields | undefined {
  const match = NAME.exec(stem);
  if (match === null) return undefined;
  const [, speaker, label, sentence] = match;
  const sex = SEXES[speaker];
  return { label, speaker, ...(sex === undefined ? {} : { sex }), sentence };
}

export const nemo = defineCorpus({
  id: "nemo",
  summary: "nEMO, 9 actors, 6 emotions, Polish",
  layout: "a folder (samples) of audio files like EB0_anger_43.wav",
  labels: LABELS,
  licence: "CC BY-NC-SA 4.0",
  citation: "Christop I (2024). nEMO: Dataset of emotional speech in Polish. LREC-COLING 2024, 12111-12116.",
  recognises: (path) => hasFittingNames(path, parseName),
  read: (path, options) =>
    readNamedClips(path, "nemo", "SPEAKER_EMOTION_SENTENCE as in EB0_anger_43.wav", parseName, options),
});
