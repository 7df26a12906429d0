/**
 * Where somebody speaks. A voice is periodic, and its pitch and its vowels glide: noise has no period, tones and chords stand
 * still, notes leap. So speech is told by what it does within a tenth of a second, not by a network.
 */
import { NoSpeechError } from "../base/errors.ts";
import { createAutocorrelation } from "../signal/autocorrelation.ts";
import { createRealFft } from "../signal/fft.ts";
import { applyMel, melFilterBank } from "../signal/mel.ts";
import { resample } from "../signal/resample.ts";
import { createWindow } from "../signal/window.ts";
import type { Audio } from "./audio.ts";

const RATE = 16_000;
const FRAME = 640; // 40 ms
const HOP = 160;
const NFFT = 1024;

/** A frame counts if it is no quieter than this below the loudest, and above this level. */
const RANGE_DB = 30;
const FLOOR_DB = -65;
/** Periods of 65 to 500 Hz. */
const MIN_LAG = 32;
const MAX_LAG = 246;
/** Per octave: of near equal peaks the highest pitch wins. */
const OCTAVE_COST = 0.02;
/** Of the normalised autocorrelation. */
const MIN_PERIODICITY = 0.45;
/** ln of the spectral flatness, 110 to 4000 Hz: pure tones lie below, hiss above. */
const FLATNESS = { least: -8, most: -0.62 };
const FLAT_BINS = { from: 7, to: 256 };
/**
 * Octaves: pitch moves at least so much within five frames, and nowhere more from frame to frame; and it moves smoothly: its
 * turns add up to less than `rough` times the way.
 */
const PITCH = { reach: 2, least: 0.005, leap: 0.1, rough: 1.5 };
/** dB: the mel bands, without their mean, differ by so much over ten frames. */
const SHAPE = { reach: 5, least: 3.3, depth: -25 };
const MELS = { nMels: 20, fminHz: 100, fmaxHz: 4000, htk: false, melNorm: "slaney" } as const;
/** Frames in a row. */
const SHORTEST_RUN = 2;

/** So much speech a recording has to hold. */
const MIN_SPEECH_S = 0.04;
/** Long recordings are looked at piece by piece, until there is enough. */
const PIECE_S = 3;

export interface SpeechActivity {
  /** Per frame of 10 ms, 1 where somebody speaks with a voice. */
  readonly frames: Uint8Array;
  /** Of the frames that are loud enough: how many are periodic. */
  readonly periodic: number;
  readonly loud: number;
}

/**
 * Voice activity, frame by frame. Only voiced sounds count: what is whispered is not found.
 */
export function speechActivity(audio: Audio): SpeechActivity {
  const samples = audio.sampleRate === RATE ? audio.samples : resample(audio.samples, audio.sampleRate, RATE);
  const { levelDb, periodicity, octave, lnFlatness, bands } = analyse(samples);
  const count = levelDb.length;
  const loudest = levelDb.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const active = new Uint8Array(count);
  let [loud, periodic] = [0, 0];
  for (let t = 0; t < count; t++) {
    if (levelDb[t] <= Math.max(loudest - RANGE_DB, FLOOR_DB)) continue;
    loud++;
    if (periodicity[t] <= MIN_PERIODICITY) continue;
    periodic++;
    const hasOvertones = lnFlatness[t] > FLATNESS.least && lnFlatness[t] < FLATNESS.most;
    if (hasOvertones && glides(octave, t) && changes(bands, t)) active[t] = 1;
  }
  return { frames: withoutShortRuns(active), periodic, loud };
}

/**
 * @param name - what errors call the recording
 * @throws NoSpeechError that says why, where nobody speaks for 40 ms at least
 */
export function assertSpeech(audio: Audio, name: string): void {
  const piece = Math.ceil(PIECE_S * audio.sampleRate);
  let [spoken, loud, periodic] = [0, 0, 0];
  for (let at = 0; at < audio.samples.length; at += piece) {
    const found = speechActivity({ ...audio, samples: audio.samples.subarray(at, at + piece) });
    spoken += found.frames.reduce((sum, one) => sum + one, 0);
    if ((spoken * HOP) / RATE >= MIN_SPEECH_S - 1e-9) return;
    loud += found.loud;
    periodic += found.periodic;
  }
  throw new NoSpeechError(`${name}: no speech: ${reasonOf(loud, periodic)}.`);
}

function reasonOf(loud: number, periodic: number): string {
  if (loud === 0) return `nothing in it is louder than ${FLOOR_DB} dBFS`;
  if (periodic < 0.2 * loud) return "it is noise: hardly anything in it is periodic, as a voice is";
  return "its tones stand still or leap, as those of instruments do; a voice glides from vowel to vowel";
}

function analyse(samples: Float32Array) {
  const count = 1 + Math.floor(samples.length / HOP);
  const levelDb = new Float64Array(count);
  const periodicity = new Float64Array(count);
  const octave = new Float64Array(count);
  const lnFlatness = new Float64Array(count);
  const bands: Float64Array[] = [];
  const window = createWindow("hann", FRAME);
  const correlate = createAutocorrelation(NFFT, MAX_LAG + 1);
  const padded = new Float64Array(NFFT);
  padded.set(window);
  const ofWindow = correlate(padded).slice();
  const fft = createRealFft(NFFT);
  const [re, im] = [new Float64Array(fft.bins), new Float64Array(fft.bins)];
  const power = new Float64Array(fft.bins);
  const frame = new Float64Array(FRAME);
  const bank = melFilterBank(RATE, NFFT, MELS);
  const r = new Float64Array(MAX_LAG + 2);
  for (let t = 0; t < count; t++) {
    const start = t * HOP - FRAME / 2;
    let sum = 0;
    for (let n = 0; n < FRAME; n++) {
      frame[n] = samples[start + n] ?? 0;
      sum += frame[n];
    }
    let energy = 0;
    for (let n = 0; n < FRAME; n++) {
      frame[n] -= sum / FRAME;
      energy += frame[n] * frame[n];
      frame[n] *= window[n];
    }
    levelDb[t] = 10 * Math.log10(energy / FRAME + 1e-12);
    padded.set(frame);
    fft.forward(padded, re, im);
    for (let bin = 0; bin < power.length; bin++) power[bin] = re[bin] * re[bin] + im[bin] * im[bin];
    lnFlatness[t] = flatnessOf(power);
    const levels = new Float64Array(MELS.nMels);
    applyMel(bank, power, levels);
    bands.push(shapeOf(levels));
    const own = correlate(padded);
    const scale = own[0] > 0 ? ofWindow[0] / own[0] : 0;
    for (let lag = 0; lag < r.length; lag++) r[lag] = (own[lag] * scale) / ofWindow[lag];
    const lag = bestLag(r);
    periodicity[t] = r[lag];
    octave[t] = Math.log2(RATE / (lag + summit(r, lag)));
  }
  return { levelDb, periodicity, octave, lnFlatness, bands };
}

function bestLag(r: Float64Array): number {
  let [best, at] = [Number.NEGATIVE_INFINITY, MIN_LAG];
  for (let lag = MIN_LAG; lag <= MAX_LAG; lag++) {
    const value = r[lag] - OCTAVE_COST * Math.log2(lag / MIN_LAG);
    if (value > best) [best, at] = [value, lag];
  }
  return at;
}

/** How far beside a lag the parabola through its neighbours is highest. */
function summit(r: Float64Array, lag: number): number {
  const bend = r[lag - 1] - 2 * r[lag] + r[lag + 1];
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (r[lag - 1] - r[lag + 1])) / bend)) : 0;
}

/** ln of the geometric over the arithmetic mean. */
function flatnessOf(power: Float64Array): number {
  let [logs, sum] = [0, 0];
  for (let bin = FLAT_BINS.from; bin < FLAT_BINS.to; bin++) {
    logs += Math.log(power[bin] + 1e-12);
    sum += power[bin];
  }
  const bins = FLAT_BINS.to - FLAT_BINS.from;
  return logs / bins - Math.log(sum / bins + 1e-12);
}

/** Levels of bands in dB about their mean, no deeper than what is heard beside the louder ones. */
function shapeOf(energies: Float64Array): Float64Array {
  const levels = energies.map((energy) => 10 * Math.log10(energy + 1e-9));
  const mean = levels.reduce((a, b) => a + b, 0) / levels.length;
  return levels.map((level) => Math.max(level - mean, SHAPE.depth));
}

/** Whether pitch moves about a frame, but neither leaps nor trembles. */
function glides(octave: Float64Array, t: number): boolean {
  let [low, high, turns] = [octave[t], octave[t], 0];
  const first = Math.max(0, t - PITCH.reach);
  for (let i = first; i <= Math.min(octave.length - 1, t + PITCH.reach); i++) {
    if (i > first && Math.abs(octave[i] - octave[i - 1]) >= PITCH.leap) return false;
    if (i > first + 1) turns += Math.abs(octave[i] - 2 * octave[i - 1] + octave[i - 2]);
    low = Math.min(low, octave[i]);
    high = Math.max(high, octave[i]);
  }
  return high - low > PITCH.least && turns < PITCH.rough * (high - low);
}

/** Whether the spectrum's shape changes about a frame. */
function changes(bands: readonly Float64Array[], t: number): boolean {
  if (t < SHAPE.reach || t + SHAPE.reach >= bands.length) return false;
  const [before, after] = [bands[t - SHAPE.reach], bands[t + SHAPE.reach]];
  let squares = 0;
  for (let band = 0; band < before.length; band++) squares += (after[band] - before[band]) ** 2;
  return Math.sqrt(squares / before.length) > SHAPE.least;
}

function withoutShortRuns(active: Uint8Array): Uint8Array {
  let from = 0;
  for (let t = 0; t <= active.length; t++) {
    if (active[t] === 1) continue;
    if (t - from < SHORTEST_RUN) active.fill(0, from, t);
    from = t + 1;
  }
  return active;
}
