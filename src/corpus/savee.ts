/** SAVEE: four men speak in seven emotions; the file name, and in the published folders the speaker's folder, say everything. */
import { defineCorpus } from "./corpus.ts";
import { type ClipFields, hasFittingNames, readNamedClips } from "./named-clips.ts";

const LABELS = new Map([
  ["a", "anger"],
  ["d", "disgust"],
  ["f", "fear"],
  ["h", "happiness"],
  ["n", "neutral"],
  ["sa", "sadness"],
  ["su", "surprise"],
]);

const SPEAKERS = ["DC", "JE", "JK", "KL"];

/** `a01` in a speaker's folder, or `DC_a01`, as mirrors without folders have it. */
const NAME = /^(?:(DC|JE|JK|KL)_)?(a|d|f|h|n|sa|su)(\d\d)$/;

function parseName(stem: string, folders: readonly string[]): ClipFields | undefined {
  const match = NAME.exec(stem);
  if (match === null) return undefined;
  const [, named, emotion, number] = match;
  const speaker = named ?? folders.findLast((folder) => SPEAKERS.includes(folder));
  if (speaker === undefined) return undefined;
  const label = LABELS.get(emotion) ?? emotion;
  // the first three sentences are those of all emotions; of the others the names do not tell
  const sentence = Number(number) <= 3 ? { sentence: `common-${Number(number)}` } : {};
  return { id: `${speaker}_${emotion}${number}`, label, speaker, sex: "male", ...sentence, take: number };
}

export const savee = defineCorpus({
  id: "savee",
  summary: "Surrey Audio-Visual Expressed Emotion, 4 men, 7 emotions, English",
  layout: "folders DC, JE, JK, KL of audio files like a01.wav, or one folder of files like DC_a01.wav",
  labels: [...LABELS.values()],
  licence: "free for research, on registration",
  citation:
    "Haq S, Jackson PJB (2010). Multimodal emotion recognition. In: Machine Audition, IGI Global, 398-423.",
  recognises: (path) => hasFittingNames(path, parseName),
  read: (path, options) =>
    readNamedClips(
      path,
      "savee",
      "EMOTION NUMBER as in DC/a01.wav or DC_a01.wav, emotions a d f h n sa su",
      parseName,
      options,
    ),
});
