/** Signals with known properties, for tests, examples and benchmarks. */
import type { Audio } from "../audio/audio.ts";
import { createRandom } from "../base/random.ts";
import { phonemes } from "./phonemes.ts";
import { createTracks, FRAME_RATE } from "./tracks.ts";
import { renderTract } from "./vocal-tract.ts";

export interface SignalOptions {
  /** Default 1. */
  readonly seconds?: number;
  /** Hz; default 16000. */
  readonly sampleRate?: number;
  /** Largest absolute sample; default 0.5. */
  readonly peak?: number;
}

function blank({ seconds = 1, sampleRate = 16000, peak = 0.5 }: SignalOptions) {
  return { samples: new Float32Array(Math.round(seconds * sampleRate)), sampleRate, peak };
}

/** Zeros. */
export function silence(options: Omit<SignalOptions, "peak"> = {}): Audio {
  const { samples, sampleRate } = blank(options);
  return { samples, sampleRate };
}

/** One sample of `peak` in the middle of zeros. */
export function impulse(options: SignalOptions = {}): Audio {
  const { samples, sampleRate, peak } = blank(options);
  if (samples.length > 0) samples[samples.length >> 1] = peak;
  return { samples, sampleRate };
}

/** A sine that starts at phase 0. */
export function tone(options: SignalOptions & { readonly hz?: number } = {}): Audio {
  const { hz = 440 } = options;
  return sweep({ ...options, fromHz: hz, toHz: hz });
}

/** A sine whose frequency moves evenly from `fromHz` (default 50) to `toHz` (default 0.45 of the sampling rate). */
export function sweep(
  options: SignalOptions & { readonly fromHz?: number; readonly toHz?: number } = {},
): Audio {
  const { samples, sampleRate, peak } = blank(options);
  const { fromHz = 50, toHz = 0.45 * sampleRate } = options;
  for (let i = 0; i < samples.length; i++) {
    const cycles = (i / sampleRate) * (fromHz + ((toHz - fromHz) * i) / (2 * samples.length));
    samples[i] = peak * Math.sin(2 * Math.PI * cycles);
  }
  return { samples, sampleRate };
}

/** White noise, uniform between -peak and peak. */
export function noise(options: SignalOptions & { readonly seed?: number } = {}): Audio {
  const { samples, sampleRate, peak } = blank(options);
  const random = createRandom(options.seed ?? 1);
  for (let i = 0; i < samples.length; i++) samples[i] = peak * (2 * random.uniform() - 1);
  return { samples, sampleRate };
}

/** A steady vowel without jitter; its formants are those of `phonemes`. */
export function vowel(
  options: SignalOptions & {
    /** Default 120; or by the time in seconds. */
    readonly f0Hz?: number | ((timeS: number) => number);
    /** Default "AA" (open); "IY" is close front, "UW" close back. */
    readonly phoneme?: "AA" | "AH" | "AO" | "IH" | "IY" | "UW";
  } = {},
): Audio {
  const { samples, sampleRate, peak } = blank(options);
  const { f0Hz = 120, phoneme = "AA" } = options;
  const [{ formantsHz }] = phonemes[phoneme].phases;
  const tracks = createTracks(Math.ceil((samples.length / sampleRate) * FRAME_RATE) + 2);
  tracks.voicing.fill(1);
  for (let frame = 0; frame < tracks.frames; frame++) {
    tracks.f0Hz[frame] = typeof f0Hz === "number" ? f0Hz : f0Hz(frame / FRAME_RATE);
  }
  tracks.fricationHz.fill(1000);
  tracks.fricationBandwidthHz.fill(1000);
  formantsHz.forEach((hz, formant) => {
    tracks.formantsHz[formant].fill(hz);
  });
  const settings = { openQuotient: 0.6, jitter: 0, shimmer: 0, formantScale: 1, tiltDb: 6, breath: 0 };
  const sound = renderTract(tracks, settings, sampleRate, createRandom(1)).subarray(0, samples.length);
  const loudest = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  for (let i = 0; i < sound.length; i++) samples[i] = (peak * sound[i]) / loudest;
  return { samples, sampleRate };
}
