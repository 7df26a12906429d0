/**
 * The moments of a voice's pulses, one per period: a point at the largest sample in the middle of every voiced stretch, and
 * from there on, both ways, where the waveform about the next point correlates best with that about the last one (the
 * Praat manual, "Sound & Pitch: To PointProcess (cc)").
 */
import { vertex } from "./sinc.ts";
import type { VoicePitch } from "./voice-pitch.ts";

/** A next point lies this many periods from the last one. */
const NEAREST = 0.8;
const FARTHEST = 1.25;
/** Points that correlate less with the last one are left out. */
const LEAST_CORRELATION = 0.3;
/** A point just outside a voiced stretch belongs to it if it correlates better than this. */
const EDGE_CORRELATION = 0.7;
/** Shares of the loudest sample that a point's period must reach: within a voiced stretch, and just outside it. */
const LEAST_PEAK = 0.01;
const EDGE_PEAK = 0.023333;

/** Seconds, ascending; empty where nothing is voiced. */
export function voicePulses(samples: Float64Array, sampleRate: number, pitch: VoicePitch): number[] {
  const lowestHz = pitch.f0Hz.reduce((least, hz) => (hz > 0 && hz < least ? hz : least), sampleRate / 2);
  const waveform = createWaveform(samples, sampleRate, lowestHz);
  const points: number[] = [];
  const durationS = samples.length / sampleRate;
  let latest = Number.NEGATIVE_INFINITY;
  for (const [first, last] of voicedStretches(pitch)) {
    const from = Math.max(0, pitch.firstS + (first - 0.5) * pitch.stepS);
    const to = Math.min(durationS, pitch.firstS + (last + 0.5) * pitch.stepS);
    const middle = (from + to) / 2;
    const f0Hz = pitchAt(pitch, middle);
    if (f0Hz === 0) continue;
    const start = waveform.extremum(middle - 0.5 / f0Hz, middle + 0.5 / f0Hz);
    const walk = (way: -1 | 1, isBeyond: (timeS: number) => boolean): number[] => {
      const found: number[] = [];
      let at = start;
      for (;;) {
        const hz = pitchAt(pitch, at);
        if (hz === 0) return found;
        const [near, far] = [at + (way * NEAREST) / hz, at + (way * FARTHEST) / hz];
        const next = waveform.mostAlike(at, 1 / hz, Math.min(near, far), Math.max(near, far));
        at = next === null ? at + way / hz : next.timeS;
        const { correlation, peak } = next ?? { correlation: -1, peak: 0 };
        const isFree = way === 1 || at - latest > NEAREST / hz;
        if (isBeyond(at)) {
          if (correlation > EDGE_CORRELATION && peak > EDGE_PEAK && isFree) found.push(at);
          return found;
        }
        if (correlation > LEAST_CORRELATION && (peak === 0 || peak > LEAST_PEAK) && isFree) found.push(at);
      }
    };
    const before = walk(-1, (timeS) => timeS < from).toReversed();
    const after = walk(1, (timeS) => timeS > to);
    for (const at of [...before, start, ...after]) points.push(at);
    latest = points[points.length - 1];
  }
  return points.sort((a, b) => a - b);
}

/** The first and the last frame of every run of voiced ones. */
function voicedStretches({ f0Hz }: VoicePitch): [first: number, last: number][] {
  const stretches: [number, number][] = [];
  for (let t = 0; t < f0Hz.length; t++) {
    if (f0Hz[t] === 0) continue;
    const first = t;
    while (t + 1 < f0Hz.length && f0Hz[t + 1] > 0) t++;
    stretches.push([first, t]);
  }
  return stretches;
}

/** Between two voiced frames on a line, else that of the nearest frame; 0 where that is unvoiced. */
export function pitchAt({ f0Hz, firstS, stepS }: VoicePitch, timeS: number): number {
  const place = (timeS - firstS) / stepS;
  const nearest = Math.round(place);
  if (nearest < 0 || nearest >= f0Hz.length || f0Hz[nearest] === 0) return 0;
  const other = place >= nearest ? nearest + 1 : nearest - 1;
  if (other < 0 || other >= f0Hz.length || f0Hz[other] === 0) return f0Hz[nearest];
  return f0Hz[nearest] + Math.abs(place - nearest) * (f0Hz[other] - f0Hz[nearest]);
}

interface Stretch {
  readonly timeS: number;
  readonly correlation: number;
  readonly begin: number;
  readonly length: number;
}

interface Alike extends Stretch {
  /** The largest sample of its period over the largest of all. */
  readonly peak: number;
}

function createWaveform(samples: Float64Array, sampleRate: number, lowestHz: number) {
  const margin = Math.ceil((3 * sampleRate) / lowestHz) + 2; // of zeros, for stretches beyond the ends
  const padded = new Float64Array(samples.length + 2 * margin);
  padded.set(samples, margin);

  const timeOf = (n: number): number => (n + 0.5) / sampleRate;
  const placeOf = (timeS: number): number => timeS * sampleRate - 0.5;
  let loudest = 0;
  for (let n = 0; n < samples.length; n++) loudest = Math.max(loudest, Math.abs(samples[n]));
  const peakOf = ({ begin, length }: Stretch): number => {
    let peak = 0;
    for (let i = 0; i < length; i++) peak = Math.max(peak, Math.abs(padded[margin + begin + i]));
    return loudest > 0 ? peak / loudest : 0;
  };
  return {
    /** The time of the largest sample, or of the smallest where that is larger. */
    extremum(fromS: number, toS: number): number {
      const from = Math.max(0, Math.ceil(placeOf(fromS)));
      const to = Math.min(samples.length - 1, Math.floor(placeOf(toS)));
      let [low, high] = [from, from];
      for (let n = from; n <= to; n++) {
        if (samples[n] < samples[low]) low = n;
        if (samples[n] > samples[high]) high = n;
      }
      const best = Math.abs(samples[low]) > Math.abs(samples[high]) ? low : high;
      if (samples[low] === samples[high]) return (fromS + toS) / 2;
      const shift =
        best > from && best < to ? vertex(samples[best - 1], samples[best], samples[best + 1]) : 0;
      return timeOf(best + shift);
    },

    /** Where from fromS to toS a stretch of lengthS correlates best with that about timeS; null without a maximum. */
    mostAlike(timeS: number, lengthS: number, fromS: number, toS: number): Alike | null {
      const left = Math.round(placeOf(timeS - lengthS / 2));
      const right = Math.round(placeOf(timeS + lengthS / 2));
      const from = Math.ceil(placeOf(fromS - lengthS / 2)); // where the other stretch begins
      const to = Math.floor(placeOf(toS - lengthS / 2));
      const length = right - left + 1;
      const own = padded.subarray(margin + left, margin + right + 1);
      let ownEnergy = 0;
      let energy = 0; // of the other stretch
      for (let i = 0; i < length; i++) {
        ownEnergy += own[i] * own[i];
        energy += padded[margin + from + i] ** 2;
      }
      let best: Stretch | null = null;
      let most = -1;
      let [first, second] = [0, 0]; // the correlations of the two places before
      for (let begin = from; begin <= to; begin++) {
        const other = margin + begin;
        let product = 0;
        for (let i = 0; i < length; i++) product += own[i] * padded[other + i];
        const third = product === 0 ? 0 : product / Math.sqrt(ownEnergy * energy);
        if (second > most && second >= first && second >= third && begin > from) {
          const shift = vertex(first, second, third);
          most = second + 0.25 * (third - first) * shift;
          best = {
            timeS: timeS + (begin - 1 - left + shift) / sampleRate,
            correlation: most,
            begin: begin - 1,
            length,
          };
        }
        [first, second] = [second, third];
        energy += padded[other + length] ** 2 - padded[other] ** 2;
      }
      return best === null ? null : { ...best, peak: peakOf(best) };
    },
  };
}
