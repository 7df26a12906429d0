import { expect, test } from "vitest";
import { cutSegment, nameOfPart, spanOf } from "./segment.ts";

const audio = { samples: Float32Array.from({ length: 1000 }, (_, i) => i), sampleRate: 1000 };

test("a segment is cut at the nearest samples, to the end where none is said", () => {
  const cut = (startSeconds: number, endSeconds?: number): number[] => {
    const segment = { startSeconds, ...(endSeconds === undefined ? {} : { endSeconds }) };
    const { samples, sampleRate } = cutSegment(audio, segment, "a.wav");
    expect(sampleRate).toBe(1000);
    return [samples[0], samples.length];
  };
  expect(cut(0.2, 0.3)).toEqual([200, 100]);
  expect(cut(0.1004, 0.2006)).toEqual([100, 101]);
  expect(cut(0.9)).toEqual([900, 100]);
  expect(cut(0, 1)).toEqual([0, 1000]);
  // an end that a table rounded
  expect(cut(0.5, 1.04)).toEqual([500, 500]);
});

test("a segment outside of its file is refused", () => {
  const refuse = (startSeconds: number, endSeconds: number) => () =>
    cutSegment(audio, { startSeconds, endSeconds }, "a.wav");
  const message =
    "a.wav: lies outside of the file, which lasts 1.0 s. Correct start and end, or leave the clip out.";
  expect(refuse(0.5, 1.06)).toThrow(message);
  expect(refuse(1, 1.02)).toThrow(message);
  expect(refuse(5, 6)).toThrow(message);
});

test("names say which part", () => {
  expect(spanOf({ startSeconds: 12.5, endSeconds: 15 })).toBe("12.5-15.0");
  expect(spanOf({ startSeconds: 0.1 + 0.2 })).toBe("0.3-end");
  expect(nameOfPart("a.wav", undefined)).toBe("a.wav");
  expect(nameOfPart("a.wav", { startSeconds: 0, endSeconds: 1, channel: 2 })).toBe(
    "a.wav (0.0-1.0 s, channel 2)",
  );
});
