/**
 * Where somebody speaks. A voice is periodic, and its pitch and its vowels glide: noise has no period, tones and chords stand
 * still, notes leap. So speech is told by what it does within a tenth of a second, not by a network.
 */
import { NoSpeechError, TooShortError } from "../base/errors.ts";
import { createAutocorrelation, createPowerCorrelation } from "../signal/autocorrelation.ts";
import { applyMel, melFilterBank } from "../signal/mel.ts";
import { resample } from "../signal/resample.ts";
import { eachPowerSpectrum } from "../signal/stft.ts";
import { createWindow } from "../signal/window.ts";
import type { Audio } from "./audio.ts";

const RATE = 16_000;
const FRAME = 640; // 40 ms
const HOP = 160;
const NFFT = 1024;
/** Frames that are transformed at a time. */
const FRAMES_AT_ONCE = 64;

/** A frame counts if it is no quieter than this below the loudest of those around it, and above this level. */
const RANGE_DB = 30;
const FLOOR_DB = -65;
/** Frames before and behind: 3 s. Who speaks far from the microphone is heard beside who speaks near it. */
const AROUND = 300;
/** Periods of 65 to 500 Hz. */
const MIN_LAG = 32;
const MAX_LAG = 246;
/** Per octave: of near equal peaks the highest pitch wins. */
const OCTAVE_COST = 0.02;
const LAG_COSTS = Float64Array.from(
  { length: MAX_LAG + 1 },
  (_, lag) => OCTAVE_COST * Math.log2(lag / MIN_LAG),
);
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

/** So many frames are no chance. */
const MIN_SPEECH_S = 0.04;
/** A syllable or two: less has no intonation. */
const MIN_ANSWERABLE_S = 0.4;
/** Long recordings are looked at piece by piece, until there is enough. */
const PIECE_S = 3;

/** Per frame of 10 ms, 1 or 0. */
export interface SpeechActivity {
  /** Whether somebody speaks with a voice. */
  readonly frames: Uint8Array;
  /** Whether it is loud enough to count. */
  readonly loud: Uint8Array;
  /** Whether it is, and is periodic, as voices and tones are. */
  readonly periodic: Uint8Array;
}

/** Frames per second. */
export const SPEECH_FRAME_RATE_HZ = RATE / HOP;

/** Why there is no speech: nothing is loud enough; what is, is not periodic; what is, are the tones of instruments. */
export type NoSpeechReason = "quiet" | "noise" | "tones";

const SENTENCES: Readonly<Record<NoSpeechReason, string>> = {
  quiet: `nothing in it is louder than ${FLOOR_DB} dBFS`,
  noise: "it is noise: hardly anything in it is periodic, as a voice is",
  tones: "its tones stand still or leap, as those of instruments do; a voice glides from vowel to vowel",
};

/**
 * Voice activity, frame by frame; what is 3.1 s away does not matter. Only voiced sounds count: what is whispered is not found.
 */
export function speechActivity(audio: Audio): SpeechActivity {
  const samples = audio.sampleRate === RATE ? audio.samples : resample(audio.samples, audio.sampleRate, RATE);
  const levelDb = levelsOf(samples);
  const loud = loudFrames(levelDb);
  const { periodicity, octave, lnFlatness, bands } = analyse(samples, loud);
  const count = levelDb.length;
  const active = new Uint8Array(count);
  const periodic = new Uint8Array(count);
  for (let t = 0; t < count; t++) {
    if (loud[t] === 0 || periodicity[t] <= MIN_PERIODICITY) continue;
    periodic[t] = 1;
    const hasOvertones = lnFlatness[t] > FLATNESS.least && lnFlatness[t] < FLATNESS.most;
    if (hasOvertones && glides(octave, t) && changes(bands, t)) active[t] = 1;
  }
  return { frames: withoutShortRuns(active), loud, periodic };
}

/**
 * @param name - what errors call the recording
 * @throws NoSpeechError that says why, where nobody speaks for 40 ms at least
 * @throws TooShortError where somebody speaks, but for less than 0.4 s: of each frame of a voice, the tenth of a second around it
 *   counts, by which it was told
 */
export function assertSpeech(audio: Audio, name: string): void {
  const piece = Math.ceil(PIECE_S * audio.sampleRate);
  let [voiced, spoken, loud, periodic] = [0, 0, 0, 0];
  for (let at = 0; at < audio.samples.length; at += piece) {
    const found = speechActivity({ ...audio, samples: audio.samples.subarray(at, at + piece) });
    voiced += secondsOf(found.frames);
    spoken += secondsOf(withSurroundings(found.frames));
    if (spoken >= MIN_ANSWERABLE_S - 1e-9) return;
    loud += countOf(found.loud);
    periodic += countOf(found.periodic);
  }
  if (voiced >= MIN_SPEECH_S - 1e-9) {
    throw new TooShortError(
      `${name}: too short: ${spoken.toFixed(2)} s of speech; expected at least ${MIN_ANSWERABLE_S} s, a syllable or two.`,
    );
  }
  throw new NoSpeechError(`${name}: no speech: ${SENTENCES[noSpeechReason(loud, periodic)]}.`);
}

function countOf(flags: Uint8Array): number {
  return flags.reduce((sum, one) => sum + one, 0);
}

function secondsOf(frames: Uint8Array): number {
  return countOf(frames) / SPEECH_FRAME_RATE_HZ;
}

/** What the shape of the spectrum was compared over belongs to the speech. */
function withSurroundings(frames: Uint8Array): Uint8Array {
  const wider = new Uint8Array(frames.length);
  for (let t = 0; t < frames.length; t++) {
    if (frames[t] === 1) wider.fill(1, Math.max(0, t - SHAPE.reach), t + SHAPE.reach + 1);
  }
  return wider;
}

/** What frames are in which nobody speaks, by how many of them are loud and periodic. */
export function noSpeechReason(loud: number, periodic: number): NoSpeechReason {
  if (loud === 0) return "quiet";
  return periodic < 0.2 * loud ? "noise" : "tones";
}

/** dB re full scale of every frame, about its mean. */
function levelsOf(samples: Float32Array): Float64Array {
  const levelDb = new Float64Array(1 + Math.floor(samples.length / HOP));
  const frame = new Float64Array(FRAME);
  for (let t = 0; t < levelDb.length; t++) {
    levelDb[t] = 10 * Math.log10(cutFrame(samples, t, frame) / FRAME + 1e-12);
  }
  return levelDb;
}

/** Fills the frame with samples about their mean; their energy. */
function cutFrame(samples: Float32Array, t: number, frame: Float64Array): number {
  const start = t * HOP - FRAME / 2;
  const from = Math.max(0, -start);
  const to = Math.min(FRAME, samples.length - start);
  if (from > 0 || to < FRAME) frame.fill(0);
  let sum = 0;
  for (let n = from; n < to; n++) {
    const sample = samples[start + n];
    frame[n] = sample;
    sum += sample;
  }
  const mean = sum / FRAME;
  let energy = 0;
  for (let n = 0; n < FRAME; n++) {
    frame[n] -= mean;
    energy += frame[n] * frame[n];
  }
  return energy;
}

function loudFrames(levelDb: Float64Array): Uint8Array {
  const loud = new Uint8Array(levelDb.length);
  // where the levels stand, falling, that may be the loudest of the frames to come
  const falling: number[] = [];
  let first = 0;
  for (let next = 0, t = 0; t < levelDb.length; t++) {
    for (; next < levelDb.length && next <= t + AROUND; next++) {
      while (falling.length > first && levelDb[falling[falling.length - 1]] <= levelDb[next]) falling.pop();
      falling.push(next);
    }
    while (falling[first] < t - AROUND) first++;
    if (levelDb[t] > Math.max(levelDb[falling[first]] - RANGE_DB, FLOOR_DB)) loud[t] = 1;
  }
  return loud;
}

/** What is needed of loud frames and of those beside them; 0, and no bands, elsewhere. */
function analyse(samples: Float32Array, loud: Uint8Array) {
  const count = loud.length;
  const periodicity = new Float64Array(count);
  const octave = new Float64Array(count);
  const lnFlatness = new Float64Array(count);
  const bands: Float64Array[] = new Array(count);
  const correlate = createPowerCorrelation(NFFT / 2, MAX_LAG + 1);
  const ofWindow = windowCorrelation();
  const bank = melFilterBank(RATE, NFFT, MELS);
  const r = new Float64Array(MAX_LAG + 2);
  eachPower(samples, besideLoud(loud), (power, t) => {
    lnFlatness[t] = flatnessOf(power);
    const levels = new Float64Array(MELS.nMels);
    applyMel(bank, power, levels);
    bands[t] = shapeOf(levels);
    const own = correlate(power);
    const scale = own[0] > 0 ? ofWindow[0] / own[0] : 0;
    for (let lag = 0; lag < r.length; lag++) r[lag] = (own[lag] * scale) / ofWindow[lag];
    const lag = bestLag(r);
    periodicity[t] = r[lag];
    octave[t] = Math.log2(RATE / (lag + summit(r, lag)));
  });
  return { periodicity, octave, lnFlatness, bands };
}

/** The frames that are loud, and those that are looked at to judge them. */
function besideLoud(loud: Uint8Array): number[] {
  const beside: number[] = [];
  for (let t = 0, next = 0; t < loud.length; t++) {
    while (next < loud.length && (loud[next] === 0 || next < t - SHAPE.reach)) next++;
    if (next <= t + SHAPE.reach && next < loud.length) beside.push(t);
  }
  return beside;
}

/** Visits the power spectra of frames about their means, which are laid end to end for the transform. */
function eachPower(
  samples: Float32Array,
  frames: readonly number[],
  visit: (power: Float64Array, t: number) => void,
): void {
  const settings = {
    nFft: NFFT,
    hopSamples: FRAME,
    winSamples: FRAME,
    window: "hann",
    center: false,
  } as const;
  const margin = (NFFT - FRAME) / 2;
  const laid = new Float64Array(Math.min(FRAMES_AT_ONCE, frames.length) * FRAME + 2 * margin);
  for (let first = 0; first < frames.length; first += FRAMES_AT_ONCE) {
    const some = frames.slice(first, first + FRAMES_AT_ONCE);
    const end = margin + some.length * FRAME;
    for (const [i, t] of some.entries()) {
      const from = margin + i * FRAME;
      cutFrame(samples, t, laid.subarray(from, from + FRAME));
    }
    laid.fill(0, end);
    eachPowerSpectrum(laid.subarray(0, end + margin), settings, (power, i) => visit(power, some[i]));
  }
}

/** The autocorrelation of the window itself. */
function windowCorrelation(): Float64Array {
  const padded = new Float64Array(NFFT);
  padded.set(createWindow("hann", FRAME));
  return createAutocorrelation(NFFT, MAX_LAG + 1)(padded);
}

function bestLag(r: Float64Array): number {
  let [best, at] = [Number.NEGATIVE_INFINITY, MIN_LAG];
  for (let lag = MIN_LAG; lag <= MAX_LAG; lag++) {
    const value = r[lag] - LAG_COSTS[lag];
    if (value > best) [best, at] = [value, lag];
  }
  return at;
}

/** How far beside a lag the parabola through its neighbours is highest. */
function summit(r: Float64Array, lag: number): number {
  const bend = r[lag - 1] - 2 * r[lag] + r[lag + 1];
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (r[lag - 1] - r[lag + 1])) / bend)) : 0;
}

/** Powers whose product is taken before its logarithm: of whatever samples in [-1, 1], it is a normal number. */
const AT_ONCE = 8;

/** ln of the geometric over the arithmetic mean. */
function flatnessOf(power: Float64Array): number {
  let [logs, sum, product] = [0, 0, 1];
  for (let bin = FLAT_BINS.from; bin < FLAT_BINS.to; bin++) {
    product *= power[bin] + 1e-12;
    sum += power[bin];
    if ((bin - FLAT_BINS.from) % AT_ONCE === AT_ONCE - 1 || bin === FLAT_BINS.to - 1) {
      logs += Math.log(product);
      product = 1;
    }
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
