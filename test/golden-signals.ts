/** Test signals that tools/golden/golden_signals.py makes by the same formulas. */
import { pulsedVoice } from "./pulsed-voice.ts";

/** Uniform values in [-1, 1) by a linear congruential generator (Numerical Recipes). */
export function lcgNoise(n: number, seed = 1): Float64Array {
  let state = seed;
  return Float64Array.from({ length: n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

const FORMANTS_HZ = [700, 1220, 2600];

const SIGNALS = {
  /** 30 harmonics of a wavering 120 Hz under three formants, faded in and out, with a little noise. */
  vowel(n: number, sampleRate: number): Float64Array {
    const noise = lcgNoise(n, 7);
    return Float64Array.from({ length: n }, (_, i) => {
      const t = i / sampleRate;
      const phase = 2 * Math.PI * 120 * t + 6 * (1 - Math.cos(2 * Math.PI * 3 * t));
      let sum = 0;
      for (let h = 1; h <= 30; h++) {
        let gain = 0;
        for (const hz of FORMANTS_HZ) gain += 1 / (1 + ((120 * h - hz) / 80) ** 2);
        sum += gain * Math.sin(h * phase);
      }
      return 0.2 * Math.sin((Math.PI * (i + 0.5)) / n) ** 2 * sum + 0.001 * noise[i];
    });
  },
  /** From 50 Hz to 0.45 of the sampling rate. */
  sweep(n: number, sampleRate: number): Float64Array {
    const span = 0.45 * sampleRate - 50;
    return Float64Array.from({ length: n }, (_, i) => {
      const t = i / sampleRate;
      return 0.5 * Math.sin(2 * Math.PI * (50 * t + (span * t * i) / (2 * n)));
    });
  },
  noise: (n: number): Float64Array => lcgNoise(n, 3).map((value) => 0.3 * value),
  impulse(n: number): Float64Array {
    const samples = new Float64Array(n);
    samples[Math.floor(n / 3)] = 0.9;
    return samples;
  },
  silence: (n: number): Float64Array => new Float64Array(n),
  /** 110 Hz, periods up to 2 % off, pulses up to 10 %. */
  voice(n: number, sampleRate: number): Float32Array {
    const [sway, swell] = [lcgNoise(n, 11), lcgNoise(n, 13)];
    return pulsedVoice(n, sampleRate, {
      f0Hz: 110,
      periodOf: (pulse) => 1 + 0.02 * sway[pulse],
      amplitudeOf: (pulse) => 1 + 0.1 * swell[pulse],
    }).samples;
  },
};

export const SIGNAL_NAMES = ["vowel", "sweep", "noise", "impulse", "silence", "voice"] as const;
export type SignalName = (typeof SIGNAL_NAMES)[number];

/** A test signal, rounded to float32. */
export function goldenSignal(name: SignalName, n: number, sampleRate: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(SIGNALS[name](n, sampleRate));
}
