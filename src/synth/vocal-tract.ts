/** Tracks to sound: glottis and noise through a cascade of formants, noise of constrictions beside it (Klatt 1980). */
import type { Random } from "../base/random.ts";
import { Glottis, type GlottisSettings, tiltCoefficient } from "./glottis.ts";
import { AntiResonator, BandPass, Resonator } from "./resonator.ts";
import { FRAME_RATE, type Tracks } from "./tracks.ts";

export interface TractSettings extends GlottisSettings {
  /** Factor on every formant frequency. */
  readonly formantScale: number;
  /** Fall of the source at 3 kHz, dB, 0 or more. */
  readonly tiltDb: number;
  /** Amplitude of aspiration noise under the voice. */
  readonly breath: number;
}

const MOVING_BANDWIDTHS_HZ = [70, 95, 140] as const;
const FIXED_BANDWIDTH_HZ = 220;
/** F4 of the reference voice; each further formant lies 1 kHz above. */
const FIRST_FIXED_HZ = 3500;
const NASAL_POLE_HZ = 270;
const NASAL_ZERO_SHIFT_HZ = 230;
const NASAL_BANDWIDTH_HZ = 100;
/** Further fall of the source at 3 kHz while the mouth is shut. */
const CLOSURE_TILT_DB = 26;
const HIGHEST = 0.46; // of the sampling rate: a formant there is out of the way

/**
 * [sample] at `sampleRate`, floor((frames - 1) / FRAME_RATE * sampleRate) long, of no particular level.
 *
 * @param sampleRate - Hz
 */
export function renderTract(
  tracks: Tracks,
  settings: TractSettings,
  sampleRate: number,
  random: Random,
): Float64Array {
  const samples = new Float64Array(Math.floor(((tracks.frames - 1) / FRAME_RATE) * sampleRate));
  const glottis = new Glottis(settings, sampleRate, random);
  const formants = [new Resonator(), new Resonator(), new Resonator()];
  const upper = upperFormants(settings.formantScale, sampleRate);
  const nasalPole = new Resonator();
  const nasalZero = new AntiResonator();
  nasalPole.tune(NASAL_POLE_HZ, NASAL_BANDWIDTH_HZ, sampleRate);
  const constriction = new BandPass();
  const noiseGain = Math.sqrt(sampleRate / 16000); // the same noise power per Hz at every rate
  const framesPerSample = FRAME_RATE / sampleRate;
  let current = -1;
  let tilt = 0;
  let lowPassed = 0;
  for (let i = 0; i < samples.length; i++) {
    const position = i * framesPerSample;
    const frame = Math.floor(position);
    const part = position - frame;
    if (frame !== current) {
      current = frame;
      const closure = tracks.closure[frame];
      tilt = tiltCoefficient(settings.tiltDb + CLOSURE_TILT_DB * closure, sampleRate);
      for (let f = 0; f < 3; f++) {
        const widening = 1 + (f === 0 ? 2 * settings.breath : 0) + 0.6 * tracks.nasality[frame];
        const hz = Math.min(tracks.formantsHz[f][frame] * settings.formantScale, HIGHEST * sampleRate);
        formants[f].tune(hz, MOVING_BANDWIDTHS_HZ[f] * widening, sampleRate);
      }
      const zeroHz = NASAL_POLE_HZ + NASAL_ZERO_SHIFT_HZ * tracks.nasality[frame];
      nasalZero.tune(zeroHz, NASAL_BANDWIDTH_HZ, sampleRate);
      const peakHz = Math.min(tracks.fricationHz[frame] * settings.formantScale ** 0.5, HIGHEST * sampleRate);
      constriction.tune(peakHz, tracks.fricationBandwidthHz[frame], sampleRate);
    }
    const pulse = glottis.next(between(tracks.f0Hz, frame, part));
    const gust = glottis.isOpen ? 1 : 0.35;
    const noise = noiseGain * (2 * random.uniform() - 1);
    const voicing = between(tracks.voicing, frame, part);
    const aspiration = between(tracks.aspiration, frame, part) + gust * settings.breath * voicing;
    const frication = between(tracks.frication, frame, part) * (voicing > 0.1 ? gust : 1);
    const source = voicing * pulse;
    lowPassed = source + tilt * (lowPassed - source);
    let sound = nasalZero.next(lowPassed + 0.25 * aspiration * noise);
    sound = nasalPole.next(sound);
    for (const formant of upper) sound = formant.next(sound);
    for (const formant of formants) sound = formant.next(sound);
    samples[i] = sound + constriction.next(frication * noise);
  }
  return samples;
}

/** F4 and above, as many as the sampling rate has room for. */
function upperFormants(scale: number, sampleRate: number): Resonator[] {
  const formants: Resonator[] = [];
  for (let hz = FIRST_FIXED_HZ * scale; hz < HIGHEST * sampleRate; hz += 1000 * scale) {
    const formant = new Resonator();
    formant.tune(hz, FIXED_BANDWIDTH_HZ + 0.03 * hz, sampleRate);
    formants.push(formant);
  }
  return formants;
}

function between(track: Float64Array, frame: number, part: number): number {
  return track[frame] + part * (track[frame + 1] - track[frame]);
}
