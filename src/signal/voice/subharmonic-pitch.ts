/** Candidates of pitch by subharmonic summation (Hermes 1988, J. Acoust. Soc. Am. 83: 257-264). */
import { createOctaveScale } from "./octave-spectrum.ts";

export interface SubharmonicSettings {
  readonly minHz: number;
  readonly maxHz: number;
  readonly harmonics: number;
  /** Weight of a harmonic over that of the one below. */
  readonly decay: number;
  /** At most so many candidates per frame. */
  readonly candidates: number;
}

export interface Candidates {
  /** [frame, candidate], Hz, the strongest first; 0 for none. */
  readonly hz: Float64Array;
  /** [frame, candidate], 0 to 1: how far the candidate stands out. */
  readonly voicing: Float64Array;
}

/**
 * A function that finds the candidates of one frame's power spectrum and writes them to their places.
 *
 * @param bins - of the spectrum, 0 Hz to half the sampling rate
 */
export function createSubharmonicPitch(
  bins: number,
  sampleRate: number,
  { minHz, maxHz, harmonics, decay, candidates }: SubharmonicSettings,
): (power: Float64Array, frame: number, into: Candidates) => void {
  const scale = createOctaveScale(bins, sampleRate);
  const { points, pointsPerOctave } = scale;
  const padded = 3 * Math.ceil(harmonics / 3);
  const shifts = Int32Array.from({ length: padded }, (_, i) =>
    Math.min(points, shiftOf(i + 1, pointsPerOctave)),
  );
  const weights = Float64Array.from({ length: padded }, (_, i) =>
    i < harmonics ? decay ** i / harmonics : 0,
  );
  const sums = new Float64Array(points);
  const first = Math.max(
    1,
    scale.hz.findIndex((hz) => hz >= minHz),
  );
  const beyond = scale.hz.findIndex((hz) => hz > maxHz);
  const last = Math.min(points - 2, beyond < 0 ? points : beyond - 1);
  /** Adds three harmonics at a time: sums are read and written less often. Those beyond the last weigh nothing. */
  const addThree = (spectrum: Float64Array, h: number): void => {
    const a = shifts[h];
    const b = shifts[h + 1];
    const c = shifts[h + 2];
    const wa = weights[h];
    const wb = weights[h + 1];
    const wc = weights[h + 2];
    let i = 0;
    for (; i < points - c; i++) sums[i] += wa * spectrum[i + a] + wb * spectrum[i + b] + wc * spectrum[i + c];
    for (; i < points - b; i++) sums[i] += wa * spectrum[i + a] + wb * spectrum[i + b];
    for (; i < points - a; i++) sums[i] += wa * spectrum[i + a];
  };
  return (power, frame, { hz, voicing }) => {
    const spectrum = scale.transform(power);
    sums.fill(0);
    for (let h = 0; h < harmonics; h += 3) addThree(spectrum, h);
    let mean = 0;
    for (let i = 0; i < points; i++) mean += sums[i];
    mean /= points;
    const at = frame * candidates;
    hz.fill(0, at, at + candidates);
    voicing.fill(0, at, at + candidates);
    for (let i = first; i <= last; i++) {
      const peak = sums[i];
      const left = sums[i - 1];
      const right = sums[i + 1];
      if (!(peak > left && peak >= right && peak > mean)) continue;
      const offset = (0.5 * (left - right)) / (left - 2 * peak + right);
      const strength = 1 - mean / (peak - 0.25 * (left - right) * offset);
      let place = at + candidates;
      while (place > at && voicing[place - 1] < strength) place--;
      if (place === at + candidates) continue;
      hz.copyWithin(place + 1, place, at + candidates - 1);
      voicing.copyWithin(place + 1, place, at + candidates - 1);
      hz[place] = scale.hz[i] * 2 ** (offset / pointsPerOctave);
      voicing[place] = strength;
    }
  };
}

/** How far the n-th harmonic lies above the first, in points: rounded, of low harmonics rather down. */
function shiftOf(n: number, pointsPerOctave: number): number {
  return n === 1 ? 0 : Math.floor(Math.log2(n) * pointsPerOctave + 0.5 - 0.85 / n);
}
