import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/audio-formats.json" with { type: "json" };
import { decodeAudio } from "./decode.ts";
import { encodeWav } from "./wav.ts";

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

describe("what encoders leave open or add", () => {
  test("a W64 that a stream wrote ends with the file", async () => {
    const whole = load("pcm24.w64");
    const open = whole.slice();
    const dataAt = Buffer.from(whole).indexOf("data\xf3\xac", 0, "latin1");
    new DataView(open.buffer).setBigUint64(dataAt + 16, 2n ** 63n - 1n, true);
    expect((await decodeAudio(open, "w")).seconds).toBe((await decodeAudio(whole, "w")).seconds);
  });

  test("an AIFF and an AU that a stream wrote end with the file", async () => {
    for (const [file, fields] of Object.entries({ "pcm16.aiff": ["COMM", "SSND"], "pcm16.au": [".snd"] })) {
      const whole = load(file);
      const open = whole.slice();
      const view = new DataView(open.buffer);
      const [first, data] = fields.map((id) => Buffer.from(whole).indexOf(id));
      if (data === undefined) view.setUint32(8, 0xffffffff);
      else {
        view.setUint32(first + 10, 0);
        view.setUint32(data + 4, 0);
      }
      expect((await decodeAudio(open, file)).audio).toEqual((await decodeAudio(whole, file)).audio);
    }
  });

  test("Fraunhofer's information frame is no sound", async () => {
    const untagged = new Uint8Array(readFileSync(join(FILES, "../audio/untagged.mp3")));
    const frame = new Uint8Array(144);
    frame.set(untagged.subarray(0, 4));
    frame.set(
      [..."VBRI"].map((letter) => letter.charCodeAt(0)),
      36,
    );
    const tagged = Uint8Array.from([...frame, ...untagged]);
    expect((await decodeAudio(tagged, "t")).audio).toEqual((await decodeAudio(untagged, "u")).audio);
  });
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

describe("one channel", () => {
  for (const file of Object.keys(ENCODINGS)) {
    test(`${file}: the mean of its channels, one by one, is what is read without a choice`, async () => {
      const { audio, channels } = await decodeAudio(load(file), file);
      const sum = new Float64Array(audio.samples.length);
      const heard = new Set<string>();
      for (let channel = 1; channel <= channels; channel++) {
        const { samples } = (await decodeAudio(load(file), file, { channel })).audio;
        for (const [i, sample] of samples.entries()) sum[i] += sample / channels;
        heard.add(samples.join());
      }
      expect(heard.size).toBe(channels);
      assertClose(sum, audio.samples, { absolute: 1e-6 });
      await expect(decodeAudio(load(file), file, { channel: channels + 1 })).rejects.toThrow(
        `${file}: there is no channel ${channels + 1}; the file has ${channels} channel`,
      );
    });
  }

  test("a silent sum hides neither of two channels in opposite phase", async () => {
    const bytes = encodeWav({ samples: Float32Array.of(0.5, -0.5, 0.25, -0.25), sampleRate: 8000 });
    const view = new DataView(bytes.buffer);
    view.setUint16(22, 2, true); // two channels of two samples
    view.setUint32(28, 32_000, true);
    view.setUint16(32, 4, true);
    await expect(decodeAudio(bytes, "a.wav")).rejects.toThrow("the channels cancel out");
    const { audio } = await decodeAudio(bytes, "a.wav", { channel: 2 });
    expect(audio.samples).toEqual(Float32Array.of(-0.5, -0.25));
  });
});
