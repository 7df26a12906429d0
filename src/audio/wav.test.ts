import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeWav, readWav } from "./wav.ts";

interface Chunk {
  id: string;
  body: Uint8Array;
  /** What the header says, where it lies. */
  size?: number;
}

/** A RIFF file of the given chunks, padded to even sizes. */
function riff(...chunks: Chunk[]): Uint8Array {
  const bytes: number[] = [..."RIFF\0\0\0\0WAVE"].map((letter) => letter.charCodeAt(0));
  for (const { id, body, size } of chunks) {
    const length = size ?? body.length;
    bytes.push(...[...id].map((letter) => letter.charCodeAt(0)));
    bytes.push(length & 255, (length >>> 8) & 255, (length >>> 16) & 255, length >>> 24);
    bytes.push(...body);
    if (body.length % 2 === 1) bytes.push(0);
  }
  return Uint8Array.from(bytes);
}

interface Format {
  tag: number;
  channels: number;
  sampleRate: number;
  bits: number;
  blockAlign: number;
}

function format(given: Partial<Format>): Chunk {
  const { tag = 1, channels = 1, sampleRate = 16000, bits = 16 } = given;
  const blockAlign = given.blockAlign ?? (channels * bits) / 8;
  const body = new Uint8Array(16);
  const view = new DataView(body.buffer);
  view.setUint16(0, tag, true);
  view.setUint16(2, channels, true);
  view.setUint32(4, sampleRate, true);
  view.setUint32(8, sampleRate * blockAlign, true);
  view.setUint16(12, blockAlign, true);
  view.setUint16(14, bits, true);
  return { id: "fmt ", body };
}

function data(...bytes: number[]): Chunk {
  return { id: "data", body: Uint8Array.from(bytes) };
}

function float32Data(...values: number[]): Chunk {
  return { id: "data", body: new Uint8Array(Float32Array.from(values).buffer) };
}

const FOUR = data(0x00, 0x40, 0x00, 0xc0, 0xff, 0x7f, 0x00, 0x80);
const FOUR_SAMPLES = Float32Array.of(0.5, -0.5, 32767 / 32768, -1);

describe("readWav", () => {
  test("full scale of every integer width is 2^(bits - 1)", () => {
    const samples = (bits: number, ...bytes: number[]): number[] => [
      ...readWav(riff(format({ bits }), data(...bytes)), "w").audio.samples,
    ];
    expect(samples(8, 0, 128, 255)).toEqual([-1, 0, 127 / 128]);
    expect(samples(16, 0x00, 0x80, 0x01, 0x00)).toEqual([-1, 1 / 32768]);
    expect(samples(24, 0, 0, 0x80, 1, 0, 0, 0xff, 0xff, 0xff)).toEqual([-1, 2 ** -23, -(2 ** -23)]);
    expect(samples(32, 0, 0, 0, 0x80, 0, 0, 1, 0)).toEqual([-1, 2 ** -15]);
  });

  test("chunks in any order, odd sizes, unknown ids: as in the originals of RAVDESS", () => {
    const noise = (id: string, length: number): Chunk => ({ id, body: new Uint8Array(length).fill(0x64) });
    const ordered = riff(format({}), noise("FLLR", 4052), FOUR, noise("LIST", 27), noise("_PMX", 101));
    expect(readWav(ordered, "w").audio.samples).toEqual(FOUR_SAMPLES);
    const reversed = riff(noise("bext", 603), FOUR, noise("junk", 1), format({}));
    expect(readWav(reversed, "w").audio.samples).toEqual(FOUR_SAMPLES);
  });

  test("a trailing chunk that is cut short takes nothing from the audio", () => {
    const file = riff(format({}), FOUR, { id: "LIST", body: new Uint8Array(4), size: 400 });
    expect(readWav(file, "w").audio.samples).toEqual(FOUR_SAMPLES);
  });

  test("a size that a stream left open ends with the file", () => {
    for (const size of [0, 0xffffffff, 0xffffffff - 36, 0x7ffff000, 0x80000000]) {
      const list = { id: "LIST", body: new Uint8Array(26) };
      const file = riff(format({}), list, { ...FOUR, size });
      file.fill(0xff, 4, 8);
      expect(readWav(file, "w").audio.samples, `${size}`).toEqual(FOUR_SAMPLES);
    }
    const stereo = riff(format({ channels: 2 }), {
      ...data(0, 64, 0, 0, 0, 32, 0, 0, 1, 2),
      size: 0xffffffff,
    });
    expect(readWav(stereo, "w").audio.samples).toEqual(Float32Array.of(0.25, 0.125));
  });

  test("data of size 0 that looks like text is audio as well, unless whole chunks fill the file", () => {
    const letters = [..."LISTLIST"].map((letter) => letter.charCodeAt(0));
    const file = riff(format({ bits: 8 }), { ...data(...letters), size: 0 });
    expect(readWav(file, "w").audio.samples.length).toBe(8);
  });

  test("channels are averaged", () => {
    const file = riff(format({ channels: 3, tag: 3, bits: 32 }), float32Data(0.9, 0.3, 0, -1, -1, 0.5));
    const { audio, channels } = readWav(file, "w");
    expect(channels).toBe(3);
    expect(audio.samples).toEqual(Float32Array.of(0.4, -0.5));
  });

  test("the bytes may lie anywhere in their buffer", () => {
    const file = riff(format({}), FOUR);
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect(readWav(shifted.subarray(3), "w").audio.samples).toEqual(FOUR_SAMPLES);
  });

  const refused: [string, Uint8Array, string][] = [
    [
      "data cut short",
      riff(format({}), { ...FOUR, size: 80 }),
      "w: the data is cut short or damaged: the header promises 40 samples, the file holds 4. Copy or download it again.",
    ],
    [
      "one sample cut short",
      riff(format({ bits: 16 }), { ...data(0), size: 2 }).subarray(0, 45),
      "the header promises 1 sample, the file holds 0.",
    ],
    [
      "data cut short after 2 GB",
      riff(format({}), { ...FOUR, size: 0x80000002 }),
      "w: the data is cut short or damaged: the header promises 1073741825 samples, the file holds 4.",
    ],
    [
      "no samples before another chunk",
      riff(format({}), data(), { id: "LIST", body: new Uint8Array(27) }),
      "w: holds no samples.",
    ],
    ["a stream without samples", riff(format({}), { ...data(), size: 0xffffffff }), "w: holds no samples."],
    [
      "a block size that contradicts one channel",
      riff(format({ bits: 8, blockAlign: 2 }), FOUR),
      "1 channel of 8 bits need 1 byte, it says 2.",
    ],
    [
      "no data chunk",
      riff(format({})),
      'w: the WAV header is cut short: there is no "data" chunk, the last one is "fmt".',
    ],
    ["no chunk at all", riff(), 'w: the WAV header is cut short: there is no "fmt" chunk.'],
    [
      "no fmt chunk",
      riff(FOUR),
      'w: the WAV header is cut short: there is no "fmt" chunk, the last one is "data".',
    ],
    [
      "half a fmt chunk",
      riff({ id: "fmt ", body: new Uint8Array(8) }, FOUR),
      'w: the WAV header is cut short inside its "fmt" chunk.',
    ],
    ["no samples", riff(format({}), data()), "w: holds no samples. Remove it or record it again."],
    [
      "a compressed encoding",
      riff(format({ tag: 49, bits: 8 }), FOUR),
      "w: the WAV encoding is GSM 6.10; expected PCM of 8, 16, 24 or 32 bits, float of 32 or 64 bits, A-law, µ-law, " +
        "IMA or Microsoft ADPCM. Convert it to 16-bit PCM.",
    ],
    ["an unknown encoding", riff(format({ tag: 1234 }), FOUR), "w: the WAV encoding is format tag 1234;"],
    ["a bit depth in between", riff(format({ bits: 12 }), FOUR), "w: the WAV encoding is pcm12;"],
    [
      "a block size that contradicts",
      riff(format({ channels: 2, blockAlign: 2 }), FOUR),
      "w: the WAV header contradicts itself: 2 channels of 16 bits need 4 bytes, it says 2.",
    ],
    ["no channels", riff(format({ channels: 0 }), FOUR), "w: the header names 0 channels; expected 1 to 64."],
    [
      "65 channels",
      riff(format({ channels: 65 }), data(...new Array(130))),
      "names 65 channels; expected 1 to 64.",
    ],
    [
      "a sampling rate of 999 Hz",
      riff(format({ sampleRate: 999 }), FOUR),
      "w: the sampling rate is 999 Hz; expected 1000 to 768000 Hz.",
    ],
    ["a sampling rate above 768 kHz", riff(format({ sampleRate: 768_001 }), FOUR), "is 768001 Hz;"],
    [
      "NaN",
      riff(format({ tag: 3, bits: 32 }), float32Data(0, 0.5, Number.NaN)),
      "w: sample 2 is NaN; expected finite numbers.",
    ],
    [
      "infinity",
      riff(format({ tag: 3, bits: 32, channels: 2 }), float32Data(0, 0, 0.5, Number.NEGATIVE_INFINITY)),
      "w: sample 1 is -Infinity; expected finite numbers.",
    ],
  ];
  for (const [what, bytes, message] of refused) {
    test(`refuses ${what}`, () => expect(() => readWav(bytes, "w")).toThrow(message));
  }

  test("refuses more than 2 hours", () => {
    const length = 2 * 3600 * 1000;
    const file = new Uint8Array(44 + length + 1);
    file.set(riff(format({ bits: 8, sampleRate: 1000 }), { ...data(), size: length }));
    expect(readWav(file, "w").seconds).toBe(7200);
    file.set(riff(format({ bits: 8, sampleRate: 1000 }), { ...data(), size: length + 1 }));
    expect(() => readWav(file, "w")).toThrow("w: lasts 2.0 h; expected at most 2 h. Cut it into clips.");
  });
});

describe("encodeWav", () => {
  test("pcm16 rounds and clips", () => {
    const samples = Float32Array.of(0, 0.25, 1.4 / 32768, 1.6 / 32768, 1, 7, -1, -7);
    const { audio, encoding } = readWav(encodeWav({ samples, sampleRate: 22050 }), "w");
    expect(encoding).toBe("wav pcm16");
    expect(audio.sampleRate).toBe(22050);
    const steps = [0, 8192, 1, 2, 32767, 32767, -32768, -32768];
    expect([...audio.samples]).toEqual(steps.map((step) => step / 32768));
  });

  test("float32 keeps every bit", () => {
    fc.assert(
      fc.property(
        fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1 }),
        fc.integer({ min: 1000, max: 768_000 }),
        (samples, sampleRate) => {
          const { audio, encoding } = readWav(encodeWav({ samples, sampleRate }, "float32"), "w");
          expect(encoding).toBe("wav float32");
          expect(audio).toEqual({ samples, sampleRate });
        },
      ),
      { seed: 1 },
    );
  });

  test("what pcm16 wrote is read and written again without change", () => {
    const samples = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i * i));
    const once = encodeWav({ samples, sampleRate: 8000 });
    expect(encodeWav(readWav(once, "w").audio)).toEqual(once);
  });
});
