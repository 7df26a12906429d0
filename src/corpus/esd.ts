/** ESD: ten speakers of Mandarin and ten of English read 350 sentences each in five emotions; name and folders say everything. */
import { defineCorpus } from "./corpus.ts";
import { type ClipFields, hasFittingNames, readNamedClips } from "./named-clips.ts";

/** In the order of the file numbers, 350 sentences each. */
const LABELS = ["neutral", "angry", "happy", "sad", "surprise"];
const SENTENCES = 350;

/** As its read-me has them; 0001 to 0010 speak Mandarin, the others English. */
const FEMALE = ["0001", "0002", "0003", "0007", "0009", "0015", "0016", "0017", "0018", "0019"];

const SIDES: Readonly<Record<string, "train" | "test" | undefined>> = { train: "train", test: "test" };

/** Speaker, number of the file. */
const NAME = /^(00(?:0[1-9]|1\d|20))_(\d{6})$/;

function parseName(stem: string, folders: readonly string[]): ClipFields | undefined {
  const match = NAME.exec(stem);
  if (match === null) return undefined;
  const [, speaker, digits] = match;
  const number = Number(digits) - 1;
  const byNumber = LABELS[Math.floor(number / SENTENCES)];
  const named = folders.map((folder) => folder.toLowerCase()).findLast((folder) => LABELS.includes(folder));
  const label = named ?? byNumber;
  if (label === undefined || byNumber === undefined) return undefined;
  const split = folders.map((folder) => SIDES[folder.toLowerCase()]).find((side) => side !== undefined);
  const language = Number(speaker) <= 10 ? "mandarin" : "english";
  return {
    label,
    speaker,
    sex: FEMALE.includes(speaker) ? "female" : "male",
    sentence: `${language}-${(number % SENTENCES) + 1}`,
    ...(split === undefined ? {} : { split }),
    columns: { language },
  };
}

export const esd = defineCorpus({
  id: "esd",
  summary: "Emotional Speech Dataset, 20 speakers, 5 emotions, Mandarin and English",
  layout:
    "folders 0001 to 0020, in them Angry to Surprise (and train, test, evaluation), of audio files like 0011_000351.wav",
  labels: LABELS,
  licence: "for research only",
  citation:
    "Zhou K, Sisman B, Liu R, Li H (2021). Seen and unseen emotional style transfer for voice conversion with a new emotional " +
    "speech dataset. ICASSP 2021, 920-924.",
  recognises: (path) => hasFittingNames(path, parseName),
  read: (path, options) =>
    readNamedClips(
      path,
      "esd",
      "SPEAKER(4)_NUMBER(6), up to 001750, as in 0011/Angry/0011_000351.wav",
      parseName,
      options,
    ),
});
