/**
 * Fundamental frequency by autocorrelation, frame by frame, divided by the autocorrelation of the window
 * (Boersma 1993, IFA Proceedings 17: 97-110, equations 8 and 9). No path search, no interpolation between lags.
 */
import { AudioError } from "../base/errors.ts";
import { createRealFft } from "./fft.ts";
import { createWindow } from "./window.ts";

export interface PitchSettings {
  /** Frame length in samples, at least twice maxLag; a power of two is fastest. */
  readonly frameSamples: number;
  readonly hopSamples: number;
  /** Shortest period looked for, in samples. */
  readonly minLag: number;
  /** Longest period looked for, in samples. */
  readonly maxLag: number;
  /** Penalty per octave below the shortest period: of near equal peaks the highest pitch wins. */
  readonly octaveCost: number;
}

export interface PitchTrack {
  /** [frame], period in samples: a whole number from minLag to maxLag, also where nothing is voiced. */
  readonly lag: Float64Array;
  /** [frame], normalised autocorrelation at that lag: near 1 for a periodic frame, 0 for digital silence. */
  readonly strength: Float64Array;
}

/**
 * The best period of every frame; frame t is centred at sample t · hopSamples, zeros beyond both ends, windowed by
 * a symmetric Hann window.
 *
 * @throws AudioError if there are no samples
 */
export function autocorrelationPitch(
  samples: Float32Array | Float64Array,
  settings: PitchSettings,
): PitchTrack {
  if (samples.length === 0)
    throw new AudioError("audio: expected at least one sample for the pitch, got none.");
  const { frameSamples, hopSamples, minLag, maxLag, octaveCost } = settings;
  const window = createWindow("hann", frameSamples, "symmetric");
  const correlate = createAutocorrelation(2 * frameSamples);
  const gain = Float64Array.from(correlate(window).subarray(0, maxLag + 1));
  const penalty = Float64Array.from(gain, (_, lag) => octaveCost * Math.log2(lag / minLag));

  const half = Math.floor(frameSamples / 2);
  const frames = 1 + Math.floor((samples.length + 2 * half - frameSamples) / hopSamples);
  const lag = new Float64Array(frames);
  const strength = new Float64Array(frames);
  const frame = new Float64Array(frameSamples);
  for (let t = 0; t < frames; t++) {
    const start = t * hopSamples - half;
    for (let n = 0; n < frameSamples; n++) {
      const at = start + n;
      frame[n] = at >= 0 && at < samples.length ? samples[at] * window[n] : 0;
    }
    const r = correlate(frame);
    const scale = r[0] > 0 ? gain[0] / r[0] : 0;
    let best = Number.NEGATIVE_INFINITY;
    for (let candidate = minLag; candidate <= maxLag; candidate++) {
      const value = (r[candidate] * scale) / gain[candidate];
      if (value - penalty[candidate] > best) {
        best = value - penalty[candidate];
        lag[t] = candidate;
        strength[t] = value;
      }
    }
  }
  return { lag, strength };
}

/** The autocorrelation of up to nFft / 2 samples by FFT; the result is overwritten by the next call. */
function createAutocorrelation(nFft: number): (samples: Float64Array) => Float64Array {
  const fft = createRealFft(nFft);
  const padded = new Float64Array(nFft);
  const re = new Float64Array(fft.bins);
  const im = new Float64Array(fft.bins);
  const zeros = new Float64Array(fft.bins);
  const result = new Float64Array(nFft);
  return (samples) => {
    padded.set(samples);
    fft.forward(padded, re, im);
    for (let bin = 0; bin < re.length; bin++) re[bin] = re[bin] * re[bin] + im[bin] * im[bin];
    fft.inverse(re, zeros, result);
    return result;
  };
}
