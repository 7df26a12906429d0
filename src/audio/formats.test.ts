import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/audio-formats.json" with { type: "json" };
import { decodeAudio } from "./decode.ts";

const FILES = resolve(import.meta.dirname, "../../test/golden/audio-formats");

function load(file: string): Uint8Array {
  return new Uint8Array(readFileSync(join(FILES, file)));
}

const ENCODINGS: Record<string, string> = {
  "alaw.aiff": "aiff a-law",
  "alaw.au": "au a-law",
  "alaw.wav": "wav a-law",
  "big.wav": "wav pcm16",
  "blocks.flac": "flac",
  "delay.mp3": "mp3",
  "discrete.opus": "ogg opus",
  "double.au": "au float64",
  "end.opus": "ogg opus",
  "fact-less.wav": "wav pcm16",
  "fact-more.wav": "wav pcm16",
  "float.aiff": "aiff float32",
  "float.au": "au float32",
  "gain.opus": "ogg opus",
  "ima-fact.wav": "wav ima adpcm",
  "ima-ffmpeg.wav": "wav ima adpcm",
  "ima-stereo.wav": "wav ima adpcm",
  "ima.w64": "w64 ima adpcm",
  "ima.wav": "wav ima adpcm",
  "lame.mp3": "mp3",
  "lavc.mp3": "mp3",
  "ms-ffmpeg.wav": "wav ms adpcm",
  "ms-stereo.wav": "wav ms adpcm",
  "ms.wav": "wav ms adpcm",
  "other-encoder.mp3": "mp3",
  "pcm16-big.sph": "sphere pcm16",
  "pcm16-little.sph": "sphere pcm16",
  "pcm16.aiff": "aiff pcm16",
  "pcm16.au": "au pcm16",
  "pcm24-little.au": "au pcm24",
  "pcm24.aiff": "aiff pcm24",
  "pcm24.w64": "w64 pcm24",
  "pcm8.aiff": "aiff pcm8",
  "plain.opus": "ogg opus",
  "pre-skip.opus": "ogg opus",
  "r128.opus": "ogg opus",
  "rf64.wav": "wav pcm16",
  "sowt.aiff": "aiff pcm16",
  "surround.ogg": "ogg vorbis",
  "surround.opus": "ogg opus",
  "tone.ogg": "ogg vorbis",
  "ulaw.au": "au µ-law",
  "ulaw.sph": "sphere µ-law",
  "ulaw.wav": "wav µ-law",
};

describe("formats and header fields, against libsndfile and ffmpeg", () => {
  test("every file has its encoding here", () => {
    expect(Object.keys(golden.files)).toEqual(Object.keys(ENCODINGS));
  });

  for (const [file, expected] of Object.entries(golden.files)) {
    test(`${file}, as ${expected.reader} reads it`, async () => {
      const { audio, channels, encoding } = await decodeAudio(load(file), file);
      expect(encoding).toBe(ENCODINGS[file]);
      expect(channels).toBe(expected.channels);
      expect(audio.sampleRate).toBe(expected.sampleRate);
      expect(audio.samples.length).toBe(expected.length);
      const every = audio.samples.filter((_, i) => i % golden.step === 0);
      const isLossy = /mp3|ogg|opus/.test(file);
      assertClose(every, expected.samples, { absolute: isLossy ? 3e-5 : 1e-7 }, file);
    });
  }
});

describe("a file that is cut short is refused", () => {
  for (const file of Object.keys(ENCODINGS)) {
    test(file, async () => {
      const whole = load(file);
      for (const part of [0.02, 0.3, 0.6, 0.9]) {
        const cut = decodeAudio(whole.slice(0, Math.ceil(part * whole.length)), file);
        await expect(cut, `${part}`).rejects.toThrow(
          new RegExp(`^${file}: .*(cut short|not audio|no samples)`),
        );
      }
    });
  }
});
