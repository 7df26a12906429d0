/** Candidates of pitch by subharmonic summation (Hermes 1988, J. Acoust. Soc. Am. 83: 257-264). */
import { type Arena, VECTOR } from "../kernel/kernel.ts";
import { octaveScale } from "./octave-spectrum.ts";

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

/** Sums that the kernel computes side by side. */
const SUMS_AT_ONCE = 4;

/**
 * Subharmonic summation for spectra of one kind.
 *
 * @param bins - of the spectrum, 0 Hz to half the sampling rate
 */
export function createSubharmonicPitch(
  bins: number,
  sampleRate: number,
  { minHz, maxHz, harmonics, decay, candidates }: SubharmonicSettings,
): {
  /** Sums of a frame that the kernel writes. */
  readonly nSums: number;
  /** Lays out the scale and the harmonics: the address of the kernel's record `OctaveScale`. */
  place(arena: Arena): number;
  /** Finds the candidates of a frame in its sums, which begin at sums[from], and writes them to their places. */
  find(sums: Float64Array, from: number, mean: number, frame: number, into: Candidates): void;
} {
  const { points, pointsPerOctave, hz: pointHz, below, coefficients, pivots } = octaveScale(bins, sampleRate);
  const shifts = Int32Array.from({ length: harmonics }, (_, i) =>
    Math.max(0, Math.min(points, shiftOf(i + 1, pointsPerOctave))),
  );
  const weights = Float64Array.from({ length: harmonics }, (_, i) => decay ** i / harmonics);
  const shares = Float64Array.from(
    { length: points },
    (_, i) => weights.reduce((sum, weight, h) => (shifts[h] <= i ? sum + weight : sum), 0) / points,
  );
  const first = Math.max(
    1,
    pointHz.findIndex((hz) => hz >= minHz),
  );
  const beyond = pointHz.findIndex((hz) => hz > maxHz);
  const last = Math.min(points - 2, beyond < 0 ? points : beyond - 1);
  // of the points and of both their neighbours
  const nSums = SUMS_AT_ONCE * Math.ceil(Math.max(0, last - first + 3) / SUMS_AT_ONCE);
  const nScale = Math.max(points, first - 1 + nSums + shifts[harmonics - 1]);
  return {
    nSums,
    place(arena) {
      const record = [
        points,
        arena.put("f64", pivots),
        arena.put(
          "u32",
          below.map((bin) => VECTOR * bin),
        ),
        arena.put("f64", coefficients),
        arena.put("f64", shares),
        harmonics,
        arena.put(
          "u32",
          shifts.map((shift) => VECTOR * shift),
        ),
        arena.put("f64", weights),
        first - 1,
        nSums,
        arena.reserve("f64", (4 * points + 4 + nScale) * (VECTOR / 8)),
        nScale,
      ];
      return arena.put("u32", record);
    },
    find(sums, from, mean, frame, { hz, voicing }) {
      const at = frame * candidates;
      hz.fill(0, at, at + candidates);
      voicing.fill(0, at, at + candidates);
      for (let i = first, place = from + 1; i <= last; i++, place++) {
        const peak = sums[place];
        const left = sums[place - 1];
        const right = sums[place + 1];
        if (!(peak > left && peak >= right && peak > mean)) continue;
        const offset = (0.5 * (left - right)) / (left - 2 * peak + right);
        const strength = 1 - mean / (peak - 0.25 * (left - right) * offset);
        let rank = at + candidates;
        while (rank > at && voicing[rank - 1] < strength) rank--;
        if (rank === at + candidates) continue;
        hz.copyWithin(rank + 1, rank, at + candidates - 1);
        voicing.copyWithin(rank + 1, rank, at + candidates - 1);
        hz[rank] = pointHz[i] * 2 ** (offset / pointsPerOctave);
        voicing[rank] = strength;
      }
    },
  };
}

/** How far the n-th harmonic lies above the first, in points: rounded, of low harmonics rather down. */
function shiftOf(n: number, pointsPerOctave: number): number {
  return n === 1 ? 0 : Math.floor(Math.log2(n) * pointsPerOctave + 0.5 - 0.85 / n);
}
