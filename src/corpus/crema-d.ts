/** CREMA-D: 91 actors speak twelve sentences in six emotions; the file name says everything but the actor's sex. */
import { defineCorpus } from "./corpus.ts";
import { type ClipFields, hasFittingNames, readNamedClips } from "./named-clips.ts";

const LABELS = new Map([
  ["ANG", "anger"],
  ["DIS", "disgust"],
  ["FEA", "fear"],
  ["HAP", "happy"],
  ["NEU", "neutral"],
  ["SAD", "sad"],
]);

/** Unspecified where the name says XX, or X, as one published file does. */
const INTENSITIES = new Map([
  ["LO", "low"],
  ["MD", "medium"],
  ["HI", "high"],
]);

/** The 43 women of actors 1001 to 1091, as VideoDemographics.csv of the corpus has them. */
const FEMALE = new Set(
  (
    "02 03 04 06 07 08 09 10 12 13 18 20 21 24 25 28 29 30 37 43 46 47 49 52 53 54 55 56 58 60 61 63 72 73 74 75 76 78 79 82 " +
    "84 89 91"
  ).split(" "),
);

const NAME =
  /^(10[0-8]\d|109[01])_(IEO|TIE|IOM|IWW|TAI|MTI|IWL|ITH|DFA|ITS|TSI|WSI)_(ANG|DIS|FEA|HAP|NEU|SAD)_(LO|MD|HI|XX?)$/;

function parseName(stem: string): ClipFields | undefined {
  const match = NAME.exec(stem);
  if (match === null) return undefined;
  const [, speaker, sentence, emotion, level] = match;
  const intensity = INTENSITIES.get(level);
  return {
    label: LABELS.get(emotion) ?? emotion,
    speaker,
    sex: FEMALE.has(speaker.slice(2)) ? "female" : "male",
    sentence,
    ...(intensity === undefined ? {} : { intensity }),
  };
}

export const cremaD = defineCorpus({
  id: "crema-d",
  summary: "Crowd-sourced Emotional Multimodal Actors Dataset, 91 actors, 6 emotions, English",
  layout: "a folder (AudioWAV) of audio files like 1001_DFA_ANG_XX.wav",
  labels: [...LABELS.values()],
  licence: "Open Database License 1.0",
  citation:
    "Cao H, Cooper DG, Keutmann MK, Gur RC, Nenkova A, Verma R (2014). CREMA-D: Crowd-sourced emotional multimodal actors " +
    "dataset. IEEE Transactions on Affective Computing 5(4): 377-390.",
  recognises: (path) => hasFittingNames(path, parseName),
  read: (path, options) =>
    readNamedClips(
      path,
      "crema-d",
      "ACTOR_SENTENCE_EMOTION_LEVEL as in 1001_DFA_ANG_XX.wav",
      parseName,
      options,
    ),
});
