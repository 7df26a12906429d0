/** The names of RAVDESS's files, of all of its parts: MODALITY-CHANNEL-EMOTION-INTENSITY-SENTENCE-TAKE-ACTOR. */
import type { ClipFields } from "./named-clips.ts";

/** By emotion code 01 to 08. */
export const RAVDESS_LABELS = [
  "neutral",
  "calm",
  "happy",
  "sad",
  "angry",
  "fearful",
  "disgust",
  "surprised",
] as const;

const SENTENCES = ["kids", "dogs"];
const INTENSITIES = ["normal", "strong"];

const NAME = /^0([1-3])-0([12])-0([1-8])-0([12])-0([12])-0([12])-(0[1-9]|1\d|2[0-4])$/;

export interface RavdessName {
  readonly modality: "full-av" | "video-only" | "audio-only";
  readonly channel: "speech" | "song";
  readonly fields: ClipFields;
}

/** Undefined where the name does not fit. */
export function parseRavdessName(stem: string): RavdessName | undefined {
  const match = NAME.exec(stem);
  if (match === null) return undefined;
  const [, modality, channel, emotion, intensity, sentence, take, actor] = match;
  const isSong = channel === "2";
  // nobody sings disgust or surprise
  if (isSong && Number(emotion) > 6) return undefined;
  return {
    modality: modality === "1" ? "full-av" : modality === "2" ? "video-only" : "audio-only",
    channel: isSong ? "song" : "speech",
    fields: {
      label: RAVDESS_LABELS[Number(emotion) - 1],
      speaker: actor,
      sex: Number(actor) % 2 === 1 ? "male" : "female",
      sentence: SENTENCES[Number(sentence) - 1],
      intensity: INTENSITIES[Number(intensity) - 1],
      take,
    },
  };
}

export const RAVDESS_CITATION =
  "Livingstone SR, Russo FA (2018). The Ryerson Audio-Visual Database of Emotional Speech and Song (RAVDESS). " +
  "PLoS ONE 13(5): e0196391.";
