/** The bundled demo corpus: every voice says both sentences in every emotion, named as RAVDESS names its clips. */
import type { Audio } from "../audio/audio.ts";
import { ConfigError } from "../base/errors.ts";
import { emotionNames, intensities } from "./emotions.ts";
import { type SentenceName, sentences } from "./sentences.ts";
import { synthesise } from "./synthesise.ts";
import { voices } from "./voices.ts";

export interface DemoOptions {
  /** How many voices, 1 to 8, both sexes in turn; default 6. */
  readonly voices?: number;
  /** How often each is said, 1 to 99; default 2. */
  readonly takes?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Hz; default 16000. */
  readonly sampleRate?: number;
}

export interface DemoClip {
  /** `03-01-EMOTION-INTENSITY-SENTENCE-TAKE-ACTOR.wav`, two digits each. */
  readonly name: string;
  readonly audio: Audio;
}

const SENTENCES: readonly SentenceName[] = ["kids", "dogs"];

/**
 * The clips in order of voice, emotion, intensity, sentence, take: 30 a voice and take (neutral has no strong
 * intensity), 360 by default. Each is synthesised when it is asked for, and does not depend on the others.
 *
 * @throws ConfigError if a number is out of range, before the first clip
 */
export function demoClips(options: DemoOptions = {}): Iterable<DemoClip> {
  const { voices: voiceCount = 6, takes = 2, seed = 1, sampleRate = 16000 } = options;
  requireCount("voices", voiceCount, voices.length);
  requireCount("takes", takes, 99);
  return {
    *[Symbol.iterator]() {
      for (const voice of voices.slice(0, voiceCount)) {
        for (const [emotionIndex, emotion] of emotionNames.entries()) {
          for (const [intensityIndex, intensity] of intensities.entries()) {
            if (emotion === "neutral" && intensity === "strong") continue;
            for (const sentence of SENTENCES) {
              for (let take = 1; take <= takes; take++) {
                const codes = [
                  emotionIndex + 1,
                  intensityIndex + 1,
                  sentences[sentence].code,
                  take,
                  voice.actor,
                ];
                yield {
                  name: `03-01-${codes.map((code) => String(code).padStart(2, "0")).join("-")}.wav`,
                  audio: synthesise({ voice, sentence, emotion, intensity, take, seed, sampleRate }),
                };
              }
            }
          }
        }
      }
    },
  };
}

function requireCount(key: string, count: number, most: number): void {
  if (!Number.isInteger(count) || count < 1 || count > most) {
    throw new ConfigError(`demo corpus: ${key}: expected a whole number from 1 to ${most}, got ${count}.`);
  }
}
