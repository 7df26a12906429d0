/** The level of a voice's first harmonic over its second: H1 - H2, large where the glottis closes softly. */
import type { VoicePitch } from "./voice-pitch.ts";

/** Periods of the frame's own pitch that the Hann window is long: its main lobe does not reach the next harmonic. */
const PERIODS = 6;

/** [frame of the pitch], dB, not corrected for formants; 0 where unvoiced or beyond half the sampling rate. */
export function firstHarmonics(
  samples: Float64Array,
  sampleRate: number,
  pitch: VoicePitch,
): Float64Array<ArrayBuffer> {
  const { f0Hz, firstS, stepS } = pitch;
  return f0Hz.map((hz, t) => {
    if (hz === 0 || 2 * hz >= sampleRate / 2) return 0;
    const middle = (firstS + t * stepS) * sampleRate - 0.5;
    const half = (PERIODS * sampleRate) / hz / 2;
    const first = harmonicPower(samples, middle, half, hz / sampleRate);
    const second = harmonicPower(samples, middle, half, (2 * hz) / sampleRate);
    return first > 0 && second > 0 ? 10 * Math.log10(first / second) : 0;
  });
}

/**
 * Power at a frequency under a Hann window.
 *
 * @param half - half the window, samples
 * @param frequency - cycles per sample
 */
function harmonicPower(samples: Float64Array, middle: number, half: number, frequency: number): number {
  const from = Math.max(0, Math.ceil(middle - half));
  const to = Math.min(samples.length - 1, Math.floor(middle + half));
  const [turnRe, turnIm] = [Math.cos(2 * Math.PI * frequency), Math.sin(2 * Math.PI * frequency)];
  const [bellRe, bellIm] = [Math.cos(Math.PI / half), Math.sin(Math.PI / half)];
  let [cosine, sine] = [1, 0]; // of the harmonic, turned on from sample to sample
  const bellAngle = (Math.PI * (from - middle)) / half;
  let [bell, side] = [Math.cos(bellAngle), Math.sin(bellAngle)];
  let [re, im] = [0, 0];
  for (let n = from; n <= to; n++) {
    const value = (0.5 + 0.5 * bell) * samples[n];
    re += value * cosine;
    im += value * sine;
    const nextCosine = cosine * turnRe - sine * turnIm;
    sine = cosine * turnIm + sine * turnRe;
    cosine = nextCosine;
    const nextBell = bell * bellRe - side * bellIm;
    side = bell * bellIm + side * bellRe;
    bell = nextBell;
  }
  return re * re + im * im;
}
