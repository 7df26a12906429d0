/** One spoken sentence: voice, sentence and emotion in, audio out. */
import type { Audio } from "../audio/audio.ts";
import { ConfigError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import { drawProsody, type EmotionName, type Intensity } from "./emotions.ts";
import { intone } from "./intonation.ts";
import { type SentenceName, sentences } from "./sentences.ts";
import { layOut } from "./timeline.ts";
import { articulate } from "./tracks.ts";
import { renderTract } from "./vocal-tract.ts";
import type { Voice } from "./voices.ts";

export interface Utterance {
  readonly voice: Voice;
  readonly sentence: SentenceName;
  readonly emotion: EmotionName;
  readonly intensity: Intensity;
  readonly take: number;
  readonly seed: number;
  /** Hz, 8000 to 48000; default 16000. */
  readonly sampleRate?: number;
}

const NEUTRAL_RMS_DB = -27;
const LOUDEST_PEAK = 10 ** (-1.5 / 20);
const FLOOR_RMS_DB = -68;
const HABITUAL_TILT_DB = 12;
const HABITUAL_BREATH_DB = -27;

/**
 * The sentence as this voice says it: 1.2 to 2.6 s with 0.1 s of near silence at both ends, peaks below -1 dBFS.
 * The same utterance gives the same bits.
 *
 * @throws ConfigError if the sampling rate is not 8000 to 48000 Hz
 */
export function synthesise(utterance: Utterance): Audio {
  const { voice, sentence, emotion, intensity, take, seed, sampleRate = 16000 } = utterance;
  if (!(sampleRate >= 8000 && sampleRate <= 48000)) {
    throw new ConfigError(`synthesise: sampleRate: expected 8000 to 48000 Hz, got ${sampleRate}.`);
  }
  const root = createRandom(seed);
  const random = root.fork(`take ${voice.actor}/${sentence}/${emotion}/${intensity}/${take}`);
  const prosody = drawProsody(emotion, intensity, root.fork(`speaker ${voice.actor}/${emotion}`), random);

  const tempo = (1 + voice.tempoPercent / 100) * (1 + prosody.tempoPercent / 100);
  const timeline = layOut(sentences[sentence], tempo, random);
  const tracks = articulate(timeline);
  intone(tracks, timeline, voice.f0Hz * 2 ** (prosody.f0Semitones / 12), prosody, random);
  const speech = renderTract(
    tracks,
    {
      formantScale: voice.formantScale * (1 + prosody.formantPercent / 100),
      tiltDb: Math.max(0, HABITUAL_TILT_DB + voice.tiltDb + prosody.tiltDb),
      breath: 10 ** ((HABITUAL_BREATH_DB + voice.breathDb + prosody.breathDb) / 20),
      openQuotient: prosody.openPercent / 100,
      jitter: Math.max(0, voice.jitterPercent + prosody.jitterPercent) / 100,
      shimmer: Math.max(0, 2 * (voice.jitterPercent + prosody.jitterPercent)) / 100,
    },
    sampleRate,
    random,
  );

  const gain = gainOf(speech, 10 ** ((NEUTRAL_RMS_DB + prosody.levelDb) / 20));
  const floor = Math.sqrt(3) * 10 ** ((FLOOR_RMS_DB + 2 * random.normal()) / 20); // uniform noise of that rms
  const samples = new Float32Array(speech.length);
  for (let i = 0; i < samples.length; i++) {
    samples[i] = gain * speech[i] + floor * (2 * random.uniform() - 1);
  }
  return { samples, sampleRate };
}

/** Factor to the wanted root mean square, less where a peak would pass LOUDEST_PEAK. */
function gainOf(speech: Float64Array, rms: number): number {
  let power = 0;
  let peak = 0;
  for (const sample of speech) {
    power += sample * sample;
    peak = Math.max(peak, Math.abs(sample));
  }
  return Math.min(rms / Math.sqrt(power / speech.length), LOUDEST_PEAK / peak);
}
