import { describe, expect, test } from "vitest";
import { processorTime } from "../../test/processor-time.ts";
import { resample } from "../signal/resample.ts";
import { noise, silence, synthesise, tone, voices } from "../synth/index.ts";
import type { Audio } from "./audio.ts";
import { bandwidthHz } from "./bandwidth.ts";

/** The recording as it would come through a converter of that rate, at its own rate again. */
function through({ samples, sampleRate }: Audio, rate: number): Audio {
  return { samples: resample(resample(samples, sampleRate, rate), rate, sampleRate), sampleRate };
}

function in16Bits({ samples, sampleRate }: Audio, gain = 1): Audio {
  return { samples: samples.map((value) => Math.round(gain * value * 0x8000) / 0x8000), sampleRate };
}

const full = noise({ seconds: 2, sampleRate: 48_000 });

describe("the bandwidth of noise", () => {
  test.each([6000, 8000, 11_025, 16_000, 22_050, 32_000])(
    "that came through %d Hz is half of that",
    (rate) => {
      const measured = bandwidthHz(in16Bits(through(full, rate)));
      expect(measured).toBeGreaterThan(0.44 * rate);
      expect(measured).toBeLessThan(0.53 * rate);
    },
  );

  test.each([8000, 16_000, 44_100])("at %d Hz is half of the rate", (sampleRate) => {
    expect(bandwidthHz(noise({ sampleRate }))).toBeGreaterThan(0.49 * sampleRate);
  });

  test("is not that of the rounding of a quiet clip, nor of a whistle or a click above it", () => {
    const narrow = through(full, 8000);
    expect(bandwidthHz(in16Bits(narrow, 0.003))).toBeLessThan(4300);
    const whistle = tone({ seconds: 2, sampleRate: 48_000, hz: 15_625, peak: 0.01 }).samples;
    const samples = narrow.samples.map((value, i) => value + whistle[i]);
    samples[40_000] = 1;
    expect(bandwidthHz({ samples, sampleRate: 48_000 })).toBeLessThan(4300);
  });

  test("is measured in what is said, not in the pauses", () => {
    const samples = new Float32Array(48_000 * 20).map((_, i) => 1e-4 * Math.sin(i * i));
    samples.set(through(full, 16_000).samples, 400_000);
    const measured = bandwidthHz({ samples, sampleRate: 48_000 });
    expect(measured).toBeGreaterThan(7500);
    expect(measured).toBeLessThan(8500);
  });
});

test("speech through a telephone ends at 4 kHz", () => {
  const speech = synthesise({
    voice: voices[0],
    sentence: "kids",
    emotion: "happy",
    intensity: "normal",
    take: 1,
    seed: 1,
    sampleRate: 44_100,
  });
  expect(bandwidthHz(in16Bits(through(speech, 8000)))).toBeLessThan(4300);
});

test("of long recordings a minute is looked at", () => {
  const samples = new Float32Array(48_000 * 300);
  for (let at = 0; at < samples.length; at += full.samples.length)
    samples.set(full.samples.subarray(0, samples.length - at), at);
  const spent = processorTime();
  expect(bandwidthHz({ samples, sampleRate: 48_000 })).toBeGreaterThan(23_500);
  expect(spent(), "milliseconds").toBeLessThan(2000);
});

test("silence and a few samples have a bandwidth, too", () => {
  expect(bandwidthHz(silence())).toBe(0);
  expect(bandwidthHz({ samples: Float32Array.of(0.1, -0.2, 0.1), sampleRate: 16_000 })).toBeLessThanOrEqual(
    8000,
  );
});
