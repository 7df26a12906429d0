import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/hht.json" with { type: "json" };
import { goldenSignal, lcgNoise, SIGNAL_NAMES } from "../../test/golden-signals.ts";
import { hilbert } from "./hilbert.ts";
import { HILBERT_SPECTRUM_DEFAULTS, hilbertSpectrum } from "./hilbert-spectrum.ts";
import { instantaneous } from "./instantaneous.ts";

for (const { samples, seed, quadrature } of golden.hilbert) {
  test(`equals scipy.signal.hilbert of ${samples} samples`, () => {
    assertClose(hilbert(lcgNoise(samples, seed)), quadrature, { relative: 1e-8, absolute: 1e-12 });
  });
}

test("of a cosine it is the sine", () => {
  for (const n of [48, 49, 1000, 4099]) {
    for (const cycles of [1, 7, 20]) {
      const angle = (i: number) => (2 * Math.PI * cycles * i) / n;
      const quadrature = hilbert(Float64Array.from({ length: n }, (_, i) => Math.cos(angle(i))));
      const sine = Float64Array.from({ length: n }, (_, i) => Math.sin(angle(i)));
      assertClose(quadrature, sine, { absolute: 1e-12 }, `${cycles} cycles in ${n} samples`);
    }
  }
});

test("twice gives the negative of a signal of odd length without its mean", () => {
  for (const n of [3, 5, 9, 17, 33, 65, 127, 129, 257, 513, 1025]) {
    const noise = lcgNoise(n, n);
    const mean = noise.reduce((sum, value) => sum + value, 0) / n;
    const centred = noise.map((value) => value - mean);
    assertClose(
      hilbert(hilbert(centred)),
      centred.map((value) => -value),
      { absolute: 1e-12 },
      `${n} samples`,
    );
  }
});

test("a constant has none", () => {
  assertClose(hilbert(new Float64Array(30).fill(5)), new Float64Array(30), { absolute: 1e-14 });
});

test("no sample, and too many, are refused", () => {
  expect(() => hilbert(new Float64Array(0))).toThrow("the audio has 0 samples; expected 1 to 8388608");
  expect(() => instantaneous(new Float32Array(2 ** 23 + 1), 8000)).toThrow("Cut the clip or resample it");
});

for (const { signal, samples, sampleRate, phase, frequencyHz, amplitude } of golden.tracks) {
  test(`instantaneous amplitude, phase and frequency of ${signal}, as emd.spectra.frequency_transform`, () => {
    const name = SIGNAL_NAMES.find((one) => one === signal);
    if (name === undefined) throw new Error(signal);
    const got = instantaneous(new Float64Array(goldenSignal(name, samples, sampleRate)), sampleRate);
    assertClose(got.amplitude, amplitude, { relative: 1e-8 });
    assertClose(got.frequencyHz, frequencyHz, { relative: 1e-8, absolute: 1e-5 });
    // 0 and 2π are one phase
    const apart = got.phase.map((radians, i) => Math.abs(Math.sin((radians - phase[i]) / 2)));
    assertClose(apart, new Float64Array(samples), { absolute: 1e-8 });
  });
}

test("too few samples for a slope: of two, their difference; of one, none", () => {
  expect([...instantaneous(Float64Array.of(1), 8000).frequencyHz]).toEqual([0]);
  const two = instantaneous(Float64Array.of(1, -1), 8000);
  expect(two.frequencyHz.every(Number.isFinite)).toBe(true);
});

test("however a signal is followed, block by block: frames of one sample average to longer ones", () => {
  const samples = lcgNoise(6000, 3);
  const spectrumOf = (hopSamples: number) =>
    hilbertSpectrum(samples, 8000, { ...HILBERT_SPECTRUM_DEFAULTS, bins: 9, hopSamples });
  const single = spectrumOf(1);
  for (const hopSamples of [2, 3, 40, 1500, 6000]) {
    const { frames, data } = spectrumOf(hopSamples);
    const averaged = Float64Array.from({ length: data.length }, (_, i) => {
      const first = Math.floor(i / frames) * single.frames + (i % frames) * hopSamples;
      return single.data.subarray(first, first + hopSamples).reduce((a, b) => a + b, 0) / hopSamples;
    });
    assertClose(data, averaged, { relative: 1e-9, absolute: 1e-15 }, `hopSamples ${hopSamples}`);
  }
});
