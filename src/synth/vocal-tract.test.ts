import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../base/random.ts";
import type { Prosody } from "./emotions.ts";
import { drawProsody } from "./emotions.ts";
import { Glottis, tiltCoefficient } from "./glottis.ts";
import { intone } from "./intonation.ts";
import { AntiResonator, BandPass, Resonator } from "./resonator.ts";
import { sentences } from "./sentences.ts";
import { layOut } from "./timeline.ts";
import { articulate } from "./tracks.ts";

/** Gain of a filter at a frequency, from its impulse response. */
function gainAt(filter: { next(x: number): number }, hz: number, sampleRate: number): number {
  let re = 0;
  let im = 0;
  for (let i = 0; i < 4000; i++) {
    const y = filter.next(i === 0 ? 1 : 0);
    re += y * Math.cos((2 * Math.PI * hz * i) / sampleRate);
    im -= y * Math.sin((2 * Math.PI * hz * i) / sampleRate);
  }
  return Math.hypot(re, im);
}

const frequency = fc.double({ min: 150, max: 7000, noNaN: true });
const bandwidth = fc.double({ min: 40, max: 400, noNaN: true });

describe("resonators", () => {
  test("a formant passes 0 Hz unchanged and is half as strong half a bandwidth away", () => {
    const filter = (): Resonator => {
      const resonator = new Resonator();
      resonator.glide(1500, 100, 16000, 0);
      return resonator;
    };
    expect(gainAt(filter(), 0, 16000)).toBeCloseTo(1, 9);
    const peak = gainAt(filter(), 1500, 16000);
    expect(peak).toBeGreaterThan(10);
    expect((gainAt(filter(), 1550, 16000) / peak) ** 2).toBeCloseTo(0.5, 1);
    expect((gainAt(filter(), 1450, 16000) / peak) ** 2).toBeCloseTo(0.5, 1);
  });

  test("an antiformant undoes its formant", () => {
    fc.assert(
      fc.property(frequency, bandwidth, (hz, bandwidthHz) => {
        const formant = new Resonator();
        const anti = new AntiResonator();
        formant.glide(hz, bandwidthHz, 16000, 0);
        anti.glide(hz, bandwidthHz, 16000, 0);
        for (let i = 0; i < 50; i++) {
          const x = i === 3 ? 1 : 0;
          expect(anti.next(formant.next(x))).toBeCloseTo(x, 6);
        }
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  test("gliding ends where jumping would have gone, without a step on the way", () => {
    for (const make of [() => new Resonator(), () => new AntiResonator()]) {
      const gliding = make();
      const there = make();
      gliding.glide(500, 80, 48000, 0);
      there.glide(1700, 100, 48000, 0);
      gliding.glide(1700, 100, 48000, 120);
      let last = 0;
      for (let i = 0; i < 120; i++) {
        const y = gliding.next(1);
        if (i > 2) expect(Math.abs(y - last)).toBeLessThan(0.3);
        last = y;
      }
      gliding.glide(1700, 100, 48000, 120);
      for (let i = 0; i < 3000; i++) {
        gliding.next(0);
        there.next(0);
      }
      expect(gainAt(gliding, 1650, 48000)).toBeCloseTo(gainAt(there, 1650, 48000), 6);
    }
  });

  test("a band pass has gain 1 at its frequency and none at 0 Hz", () => {
    fc.assert(
      fc.property(frequency, bandwidth, (hz, bandwidthHz) => {
        const tuned = (): BandPass => {
          const band = new BandPass();
          band.tune(hz, bandwidthHz, 16000);
          return band;
        };
        expect(gainAt(tuned(), hz, 16000)).toBeGreaterThan(0.8);
        expect(gainAt(tuned(), hz, 16000)).toBeLessThan(1.15);
        expect(gainAt(tuned(), 0, 16000)).toBeLessThan(1e-6);
      }),
      { seed: 1, numRuns: 20 },
    );
  });
});

describe("glottis", () => {
  const pulses = (settings: { openQuotient: number; jitter: number; shimmer: number }): Float64Array => {
    const glottis = new Glottis(settings, 16000, createRandom(3));
    return Float64Array.from({ length: 16000 }, () => glottis.next(100));
  };

  test("steady pulses repeat with the period, closures near -1 and no net flow", () => {
    const flow = pulses({ openQuotient: 0.6, jitter: 0, shimmer: 0 });
    for (let i = 0; i < 15000; i++) expect(Math.abs(flow[i + 160] - flow[i])).toBeLessThan(1e-9);
    const least = flow.reduce((low, value) => Math.min(low, value), 0);
    expect(least).toBeLessThan(-0.9);
    expect(least).toBeGreaterThanOrEqual(-1);
    expect(Math.abs(flow.subarray(160, 320).reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9);
  });

  test("the glottis is open for the open quotient of the time", () => {
    const flow = pulses({ openQuotient: 0.45, jitter: 0, shimmer: 0 });
    const open = flow.filter((change) => change !== 0).length / flow.length;
    expect(open).toBeGreaterThan(0.43);
    expect(open).toBeLessThan(0.47);
  });

  test("jitter moves pulses, shimmer their heights", () => {
    const steady = pulses({ openQuotient: 0.6, jitter: 0, shimmer: 0 });
    const lows = (flow: Float64Array): number[] =>
      Array.from({ length: 90 }, (_, i) => Math.min(...flow.subarray(160 * i + 1, 160 * i + 161)));
    const spread = (values: number[]): number => Math.max(...values) - Math.min(...values);
    expect(spread(lows(pulses({ openQuotient: 0.6, jitter: 0, shimmer: 0.1 })))).toBeGreaterThan(0.2);
    expect(spread(lows(steady))).toBeLessThan(1e-9);
    expect(pulses({ openQuotient: 0.6, jitter: 0.02, shimmer: 0 })).not.toEqual(steady);
  });

  test("the tilt filter is down by the asked decibels at 3 kHz", () => {
    for (const sampleRate of [8000, 16000, 48000]) {
      for (const tiltDb of [0, 1e-17, 3, 12]) {
        const d = tiltCoefficient(tiltDb, sampleRate);
        let state = 0;
        const filter = {
          next(x: number): number {
            state = x + d * (state - x);
            return state;
          },
        };
        expect(20 * Math.log10(gainAt(filter, 3000, sampleRate))).toBeCloseTo(-tiltDb, 6);
      }
    }
  });
});

describe("timeline and tracks", () => {
  test("tempo shortens the speech, not the bursts", () => {
    const slow = layOut(sentences.kids, 1, createRandom(1));
    const fast = layOut(sentences.kids, 2, createRandom(1));
    const ratio = (slow.endS - slow.startS) / (fast.endS - fast.startS);
    expect(ratio).toBeGreaterThan(1.85);
    expect(ratio).toBeLessThan(2);
    expect(fast.startS).toBe(slow.startS);
  });

  test("every accented word has one accent, within the speech", () => {
    const { accents, startS, endS } = layOut(sentences.dogs, 1, createRandom(1));
    expect(accents).toHaveLength(4);
    for (const { atS } of accents) {
      expect(atS).toBeGreaterThan(startS);
      expect(atS).toBeLessThan(endS);
    }
  });

  test("formants reach their targets and move without jumps", () => {
    const timeline = layOut(sentences.dogs, 0.8, createRandom(1));
    const { formantsHz, frames } = articulate(timeline);
    const [f1, f2] = formantsHz;
    const stressed = Math.round(timeline.accents[0].atS * 400);
    expect(Math.abs(f1[stressed] - 590)).toBeLessThan(60);
    expect(Math.abs(f2[stressed] - 880)).toBeLessThan(120);
    for (let frame = 1; frame < frames; frame++)
      expect(Math.abs(f2[frame] - f2[frame - 1])).toBeLessThan(120);
  });

  test("the mean pitch is what was asked for, whatever the contour", () => {
    const asked: Prosody = {
      ...drawProsody("surprised", "strong", createRandom(1), createRandom(2)),
      accentSemitones: 7,
      finalSemitones: 9,
    };
    const timeline = layOut(sentences.kids, 1, createRandom(4));
    const tracks = articulate(timeline);
    const weights = tracks.voicing.slice();
    intone(tracks, timeline, 150, asked, createRandom(5));
    let sum = 0;
    let weight = 0;
    tracks.f0Hz.forEach((hz, frame) => {
      sum += weights[frame] * Math.log2(hz / 150);
      weight += weights[frame];
    });
    expect(sum / weight).toBeCloseTo(0, 9);
  });
});
