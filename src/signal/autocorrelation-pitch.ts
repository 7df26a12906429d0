/**
 * Fundamental frequency by autocorrelation, frame by frame, divided by the autocorrelation of the window
 * (Boersma 1993, IFA Proceedings 17: 97-110, equations 8 and 9). No path search, no interpolation between lags.
 */
import { AudioError } from "../base/errors.ts";
import { createAutocorrelation } from "./autocorrelation.ts";
import { cutFrame } from "./framing.ts";
import { createWindow } from "./window.ts";

export interface PitchSettings {
  /** Frame length in samples, even, more than twice maxLag; a power of two is fastest. */
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
  /** [frame], normalised autocorrelation at that lag: near 1 where periodic, 0 for digital silence. */
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
    throw new AudioError("the audio has no samples; expected at least one for the pitch.");
  const { frameSamples, hopSamples } = settings;
  const frames = 1 + Math.floor(samples.length / hopSamples);
  const lag = new Float64Array(frames);
  const strength = new Float64Array(frames);
  const follow = createPitchFollower(settings);
  const frame = new Float64Array(frameSamples);
  for (let t = 0; t < frames; t++) {
    cutFrame(samples, t * hopSamples - frameSamples / 2, frame);
    follow(frame, lag, strength, t);
  }
  return { lag, strength };
}

/** A function that writes the best period of one frame, not windowed yet, to lag[at] and strength[at]; the frame is overwritten. */
export function createPitchFollower({
  frameSamples,
  minLag,
  maxLag,
  octaveCost,
}: Omit<PitchSettings, "hopSamples">): (
  frame: Float64Array,
  lag: Float64Array,
  strength: Float64Array,
  at: number,
) => void {
  const window = createWindow("hann", frameSamples, "symmetric");
  const correlate = createAutocorrelation(frameSamples, maxLag);
  const own = correlate(window);
  const inverseGain = Float64Array.from(own, (value) => own[0] / value);
  const penalty = Float64Array.from(own, (_, lag) => octaveCost * Math.log2(lag / minLag));
  return (frame, lag, strength, at) => {
    for (let n = 0; n < frameSamples; n++) frame[n] *= window[n];
    const r = correlate(frame);
    const scale = r[0] > 0 ? 1 / r[0] : 0;
    let best = Number.NEGATIVE_INFINITY;
    for (let candidate = minLag; candidate <= maxLag; candidate++) {
      const value = r[candidate] * scale * inverseGain[candidate];
      if (value - penalty[candidate] > best) {
        best = value - penalty[candidate];
        lag[at] = candidate;
        strength[at] = value;
      }
    }
  };
}
