/** A sentence laid out in time: which phase of which phoneme is spoken when. */
import type { Random } from "../base/random.ts";
import { type Phase, pause, phonemes } from "./phonemes.ts";
import type { Sentence } from "./sentences.ts";

export interface Span {
  readonly phase: Phase;
  readonly endS: number;
}

export interface Accent {
  /** Middle of the accented vowel, s. */
  readonly atS: number;
  readonly strength: number;
}

export interface Timeline {
  /** In order, without gaps, from 0 s. */
  readonly spans: readonly Span[];
  readonly accents: readonly Accent[];
  /** Speech without the silence around it, s. */
  readonly startS: number;
  readonly endS: number;
  readonly totalS: number;
}

/** Vowels of unaccented words are shorter, the last word's are longer (Klatt 1976). */
const UNACCENTED = 0.6;
const FULL_ACCENT = 0.95;
const FINAL = 1.2;

/** @param tempo - factor on the rate of speech: 2 is twice as fast */
export function layOut(sentence: Sentence, tempo: number, random: Random): Timeline {
  const spans: Span[] = [];
  const accents: Accent[] = [];
  let now = 0;
  const add = (phase: Phase, seconds: number): void => {
    now += seconds;
    spans.push({ phase, endS: now });
  };
  add(pause(0), 0.08 + 0.06 * random.uniform());
  const startS = now;
  sentence.words.forEach((word, index) => {
    const stress = UNACCENTED + (FULL_ACCENT - UNACCENTED) * word.accent;
    const final = index === sentence.words.length - 1 ? FINAL : 1;
    let accented = word.accent === 0;
    for (const name of word.phonemes) {
      const { kind, phases } = phonemes[name];
      const from = now;
      const sway = Math.exp(0.06 * random.normal());
      for (const phase of phases) {
        const stretch = kind === "vowel" || kind === "approximant" ? stress * final : 1;
        add(phase, phase.elastic ? (phase.seconds * stretch * sway) / tempo : phase.seconds);
      }
      if (kind === "vowel" && !accented) {
        accented = true;
        accents.push({ atS: (from + now) / 2, strength: word.accent * (1 + 0.12 * random.normal()) });
      }
    }
  });
  const endS = now;
  add(pause(0), 0.1 + 0.06 * random.uniform());
  return { spans, accents, startS, endS, totalS: now };
}
