import { describe, expect, test } from "vitest";
import { AudioError } from "../base/errors.ts";
import { MonoMixer } from "./decoded.ts";

const header = { encoding: "wav pcm16", channels: 2, sampleRate: 8000, length: 4 };

describe("channels that cancel out", () => {
  const mix = (left: number[], right: number[]) => {
    const mixer = new MonoMixer(header, left.length, "a.wav");
    mixer.add([Float32Array.from(left), Float32Array.from(right)]);
    return mixer.finish().audio.samples;
  };

  test("are refused", () => {
    const refusal = new AudioError(
      "a.wav: the channels cancel out: their mean is silent (peak -200.0 dBFS) while one of them peaks at -6.0 dBFS; " +
        "expected channels in phase.",
      "Keep one channel only, or invert one.",
    );
    expect(() => mix([0, 0.5, -0.5, 0], [0, -0.5, 0.5, 0])).toThrow(refusal);
    expect(() => mix([0, 0.5, 0, 0], [0, -0.4999, 0, 0])).toThrow("the channels cancel out");
  });

  test("are refused beneath an offset, too", () => {
    expect(() => mix([0.1, 0.6, -0.4, 0.1], [0.1, -0.4, 0.6, 0.1])).toThrow("the channels cancel out");
    expect(mix([0.2, 0.2, 0.2, 0.2], [0, 0, 0, 0])).toEqual(Float32Array.of(0.1, 0.1, 0.1, 0.1));
  });

  test("are not silent channels, nor channels that cancel in part", () => {
    expect(mix([0, 0, 0, 0], [0, 0, 0, 0])).toEqual(new Float32Array(4));
    expect(mix([0, 2e-5, 0, 0], [0, -2e-5, 0, 0])).toEqual(new Float32Array(4));
    expect(mix([0, 0.5, 0, 0.25], [0, -0.5, 0, 0])).toEqual(Float32Array.of(0, 0, 0, 0.125));
  });
});
