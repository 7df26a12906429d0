/** The two sentences of RAVDESS, word by word. */
import type { PhonemeName } from "./phonemes.ts";

export interface Word {
  readonly text: string;
  readonly phonemes: readonly PhonemeName[];
  /** Strength of the pitch accent on its first vowel, 0 (none) to 1. */
  readonly accent: number;
}

export interface Sentence {
  /** Two digits in clip names. */
  readonly code: string;
  readonly words: readonly Word[];
}

const TAIL: readonly Word[] = [
  { text: "by", phonemes: ["B", "AY"], accent: 0.15 },
  { text: "the", phonemes: ["DH", "AH"], accent: 0 },
  { text: "door", phonemes: ["D", "AO", "R"], accent: 1 },
];

export const sentences = {
  /** "Kids are talking by the door." */
  kids: {
    code: "01",
    words: [
      { text: "kids", phonemes: ["K", "IH", "D", "Z"], accent: 0.8 },
      { text: "are", phonemes: ["AA", "R"], accent: 0 },
      { text: "talking", phonemes: ["T", "AO", "K", "IH", "NG"], accent: 0.8 },
      ...TAIL,
    ],
  },
  /** "Dogs are sitting by the door." */
  dogs: {
    code: "02",
    words: [
      { text: "dogs", phonemes: ["D", "AO", "G", "Z"], accent: 0.8 },
      { text: "are", phonemes: ["AA", "R"], accent: 0 },
      { text: "sitting", phonemes: ["S", "IH", "T", "IH", "NG"], accent: 0.8 },
      ...TAIL,
    ],
  },
} satisfies Record<string, Sentence>;

export type SentenceName = keyof typeof sentences;
