/** A voice whose periods and amplitudes are known: pulses through three resonators, exact between samples too. */

export interface PulsedVoiceSettings {
  readonly f0Hz: number;
  /** A period, in periods of f0Hz. */
  readonly periodOf: (pulse: number) => number;
  readonly amplitudeOf: (pulse: number) => number;
}

export interface PulsedVoice {
  readonly samples: Float32Array<ArrayBuffer>;
  /** When the pulses begin, seconds. */
  readonly times: readonly number[];
  /** [pulse]. */
  readonly amplitudes: readonly number[];
}

/** So damped that a pulse has all but died away before the next: jitter and shimmer of the sound are those of the pulses. */
const RESONANCES = [
  { hz: 700, bandwidthHz: 200, gain: 1 },
  { hz: 1220, bandwidthHz: 250, gain: 0.6 },
  { hz: 2600, bandwidthHz: 300, gain: 0.3 },
];
/** A resonance has died away by then. */
const RING_S = 0.05;

export function pulsedVoice(n: number, sampleRate: number, settings: PulsedVoiceSettings): PulsedVoice {
  const { f0Hz, periodOf, amplitudeOf } = settings;
  const times: number[] = [];
  const amplitudes: number[] = [];
  const sum = new Float64Array(n);
  for (let pulse = 0, time = 0.02; time < n / sampleRate - 0.02; pulse++) {
    times.push(time);
    amplitudes.push(amplitudeOf(pulse));
    addPulse(sum, sampleRate, time, amplitudes[pulse]);
    time += periodOf(pulse) / f0Hz;
  }
  return { samples: Float32Array.from(sum, (value) => 0.3 * value), times, amplitudes };
}

function addPulse(sum: Float64Array, sampleRate: number, time: number, amplitude: number): void {
  const first = Math.ceil(time * sampleRate);
  const last = Math.min(sum.length - 1, first + RING_S * sampleRate);
  for (let i = first; i <= last; i++) {
    const since = i / sampleRate - time;
    for (const { hz, bandwidthHz, gain } of RESONANCES) {
      const decay = Math.exp(-Math.PI * bandwidthHz * since);
      sum[i] += amplitude * gain * decay * Math.sin(2 * Math.PI * hz * since);
    }
  }
}
