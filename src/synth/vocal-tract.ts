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
  nasalPole.glide(NASAL_POLE_HZ, NASAL_BANDWIDTH_HZ, sampleRate, 0);
  const constriction = new BandPass();
  const tilt = tracks.closure.map((closure) =>
    tiltCoefficient(settings.tiltDb + CLOSURE_TILT_DB * closure, sampleRate),
  );
  const highestHz = HIGHEST * sampleRate;
  const glideTo = (frame: number, samplesAhead: number): void => {
    const nasality = tracks.nasality[frame];
    formants.forEach((formant, f) => {
      const widening = 1 + (f === 0 ? 2 * settings.breath : 0) + 0.6 * nasality;
      const hz = Math.min(tracks.formantsHz[f][frame] * settings.formantScale, highestHz);
      formant.glide(hz, MOVING_BANDWIDTHS_HZ[f] * widening, sampleRate, samplesAhead);
    });
    nasalZero.glide(
      NASAL_POLE_HZ + NASAL_ZERO_SHIFT_HZ * nasality,
      NASAL_BANDWIDTH_HZ,
      sampleRate,
      samplesAhead,
    );
  };
  glideTo(0, 0);

  const noiseGain = Math.sqrt(sampleRate / 16000); // the same noise power per Hz at every rate
  let current = -1;
  let lowPassed = 0;
  for (let i = 0; i < samples.length; i++) {
    const position = (i * FRAME_RATE) / sampleRate;
    const frame = Math.floor(position);
    const part = position - frame;
    if (frame !== current) {
      current = frame;
      glideTo(frame + 1, sampleRate / FRAME_RATE);
      const peakHz = Math.min(tracks.fricationHz[frame] * Math.sqrt(settings.formantScale), highestHz);
      constriction.tune(peakHz, tracks.fricationBandwidthHz[frame], sampleRate);
    }
    const pulse = glottis.next(between(tracks.f0Hz, frame, part));
    const gust = glottis.isOpen ? 1 : 0.35;
    const noise = noiseGain * (2 * random.uniform() - 1);
    const voicing = between(tracks.voicing, frame, part);
    const aspiration = between(tracks.aspiration, frame, part) + gust * settings.breath * voicing;
    const frication = between(tracks.frication, frame, part) * (voicing > 0.1 ? gust : 1);
    const source = voicing * pulse;
    lowPassed = source + between(tilt, frame, part) * (lowPassed - source);
    let sound = nasalPole.next(nasalZero.next(lowPassed + 0.25 * aspiration * noise));
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
    formant.glide(hz, FIXED_BANDWIDTH_HZ + 0.03 * hz, sampleRate, 0);
    formants.push(formant);
  }
  return formants;
}

function between(track: Float64Array, frame: number, part: number): number {
  return track[frame] + part * (track[frame + 1] - track[frame]);
}
