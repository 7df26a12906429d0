import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { oggFile } from "../../test/audio-builders.ts";
import golden from "../../test/golden/audio-files.json" with { type: "json" };
import { createRandom } from "../base/random.ts";
import { decodeAudio } from "./decode.ts";
import { encodeWav } from "./wav.ts";

const FILES = resolve(import.meta.dirname, "../../test/golden/audio");

function load(file: string): Uint8Array {
  return new Uint8Array(readFileSync(join(FILES, file)));
}

/** What decoding ends in: nothing, or the message. */
async function refusal(bytes: Uint8Array, name = "clip"): Promise<string> {
  try {
    await decodeAudio(bytes, name);
    return "";
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    expect(error.name).toBe("AudioError");
    return error.message;
  }
}

const ENCODINGS: Record<string, string> = {
  "float32.wav": "wav float32",
  "float64.wav": "wav float64",
  "mono.mp3": "mp3",
  "mono.ogg": "ogg vorbis",
  "mono16.flac": "flac",
  "noise.flac": "flac",
  "pcm16.wav": "wav pcm16",
  "pcm24-extensible.wav": "wav pcm24",
  "pcm32.wav": "wav pcm32",
  "pcm8.wav": "wav pcm8",
  "stereo-id3.mp3": "mp3",
  "stereo.opus": "ogg opus",
  "stereo24.flac": "flac",
  "stereo8.flac": "flac",
  "untagged.mp3": "mp3",
};

describe("files of every format, against libsndfile", () => {
  test("every file has its encoding here", () => {
    expect(Object.keys(golden.files)).toEqual(Object.keys(ENCODINGS));
  });

  for (const [file, expected] of Object.entries(golden.files)) {
    test(file, async () => {
      const { audio, channels, encoding, seconds } = await decodeAudio(load(file), file);
      expect(encoding).toBe(ENCODINGS[file]);
      expect(channels).toBe(expected.channels);
      expect(audio.sampleRate).toBe(expected.sampleRate);
      expect(audio.samples.length).toBe(expected.length);
      expect(seconds).toBe(expected.length / expected.sampleRate);
      const lossless = /wav|flac/.test(file);
      const every = audio.samples.filter((_, i) => i % golden.step === 0);
      assertClose(every, expected.samples, { absolute: lossless ? 1e-9 : 2e-4 }, file);
    });
  }

  test("many files at once share the decoders without mixing", async () => {
    const files = Object.keys(ENCODINGS);
    const alone = [];
    for (const file of files) alone.push(await decodeAudio(load(file), file));
    const together = await Promise.all(files.map((file) => decodeAudio(load(file), file)));
    expect(together).toEqual(alone);
  });
});

describe("what is not whole audio is refused with the file's name", () => {
  test("an empty file", async () => {
    expect(await refusal(new Uint8Array(0), "take.wav")).toBe(
      "take.wav: the file is empty. Copy or download it again.",
    );
  });

  test("a text file named .wav", async () => {
    expect(await refusal(new TextEncoder().encode("this is a text, not a sound.\n"), "a.wav")).toBe(
      "a.wav: is not audio that Prosodia reads: expected WAV, FLAC, MP3, Ogg Vorbis or Opus, AIFF, AU or SPHERE, got a text file.",
    );
  });

  test("formats that are not read, by name", async () => {
    const file = (head: string): Uint8Array =>
      Uint8Array.from({ length: 64 }, (_, i) => head.charCodeAt(i) || 0);
    const named = async (head: string, name?: string) =>
      (await refusal(file(head), name)).replace(/^.* got /, "");
    expect(await named("FORM\0\0\0\x008SVX", "a.iff")).toBe(
      "an 8SVX file. Convert it: ffmpeg -i a.iff a.wav",
    );
    expect(await named("\0\0\0 ftypM4A ", "my take's.m4a")).toBe(
      "an M4A (AAC) file. Convert it: ffmpeg -i 'my take'\\''s.m4a' 'my take'\\''s.wav'",
    );
    expect(await named("\0\0\0 ftypM4A ", "talk.wav")).toBe(
      "an M4A (AAC) file. Convert it: ffmpeg -i talk.wav talk-converted.wav",
    );
    expect(await named("\0\0\0 ftypisom")).toContain("an MP4 or M4A (AAC) file. Convert it: ffmpeg");
    expect(await named("\x1aE\xdf\xa3\x42\x82\x84webm")).toContain("a WebM file. Convert it: ffmpeg");
    expect(await named("\x1aE\xdf\xa3")).toContain("a WebM or Matroska file. Convert it: ffmpeg");
    expect(await named("\xff\xf1\x50\x80")).toContain("an AAC (ADTS) file. Convert it: ffmpeg");
    expect(await named("\xff\xfd\x50\x80")).toContain(
      "an MP2 file (MPEG audio layer II). Convert it: ffmpeg",
    );
    expect(await named("version https://git-lfs.github.com/spec/v1\n")).toBe(
      "a pointer of Git LFS (the file itself was not downloaded).",
    );
    expect(await named("PK\x03\x04")).toBe("a ZIP archive.");
    expect(await named("<!DOCTYPE html>")).toBe("a web page.");
    expect(await named("\x01\x02\x03\x04")).toBe("a file that begins with the bytes 01 02 03 04.");
    expect(await refusal(Uint8Array.of(1, 2, 3))).toContain("got a file of 3 bytes.");
    expect(await refusal(Uint8Array.of(1))).toContain("got a file of 1 byte.");
  });

  for (const file of Object.keys(ENCODINGS)) {
    test(`${file} cut at any byte`, async () => {
      const whole = load(file);
      for (const part of [0.001, 0.005, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99]) {
        const message = await refusal(whole.slice(0, Math.ceil(part * whole.length)), file);
        expect(message, `${part} of it`).toMatch(new RegExp(`^${file}: `));
        if (part > 0.5) expect(message).toContain("cut short");
      }
      expect(await refusal(whole.slice(0, -1), file)).toContain("cut short");
    });
  }

  for (const file of ["mono16.flac", "stereo24.flac", "mono.ogg", "stereo.opus"]) {
    test(`${file} with one damaged byte`, async () => {
      const random = createRandom(5);
      const whole = load(file);
      for (let round = 0; round < 10; round++) {
        const damaged = whole.slice();
        // the first quarter holds headers, comments and code books, which have no checksum in FLAC
        damaged[Math.floor((0.25 + 0.75 * random.uniform()) * whole.length)] ^= 1 << random.integer(8);
        expect(await refusal(damaged, file)).toMatch(/damaged/);
      }
    });
  }

  test("any damage ends in audio or an AudioError, never in a hang or another error", async () => {
    const random = createRandom(11);
    for (const file of ["mono.mp3", "stereo-id3.mp3", "pcm16.wav", "stereo8.flac", "stereo.opus"]) {
      for (let round = 0; round < 8; round++) {
        const damaged = load(file);
        for (let i = 0; i < 6; i++) damaged[random.integer(damaged.length)] = random.integer(256);
        await refusal(damaged, file);
      }
      expect(await refusal(load(file)), `${file} after its damaged copies`).toBe("");
    }
  });

  test("MP3 without an information frame, cut between two frames, is a shorter MP3", async () => {
    const whole = load("untagged.mp3");
    const half = await decodeAudio(whole.slice(0, 144 * 6), "half");
    expect(half.audio.samples.length).toBeLessThan(4800);
  });

  test("Ogg files without their last page", async () => {
    for (const file of ["mono.ogg", "stereo.opus"]) {
      const whole = load(file);
      const lastPage = Buffer.from(whole).lastIndexOf("OggS");
      expect(lastPage).toBeGreaterThan(0);
      expect(await refusal(whole.slice(0, lastPage), file)).toMatch(
        new RegExp(`^${file}: the Ogg data is cut short: the last of its \\d pages does not end the stream.`),
      );
    }
  });

  test("two Ogg streams in one file", async () => {
    const one = load("mono.ogg");
    const two = new Uint8Array(2 * one.length);
    two.set(one);
    two.set(one, one.length);
    expect(await refusal(two)).toContain(`a second Ogg stream begins at byte ${one.length}`);
  });

  test("an Ogg page without a packet", async () => {
    expect(await refusal(oggFile([{ packets: [], granule: 0 }]))).toBe(
      "clip: the Ogg stream holds no packet; expected Vorbis or Opus.",
    );
  });

  test("a Lyrics3 tag of a negative size", async () => {
    const text = `${"x".repeat(20)}-00143LYRICS200TAG`.padEnd(163, "\0");
    expect(await refusal(new TextEncoder().encode(text))).toContain("is not audio that Prosodia reads");
  });

  test("SPHERE headers of no length that can be", async () => {
    const bytes = new Uint8Array(6e6).fill(32);
    for (const length of ["5000000", "1024.5", "-5", "8", "many"]) {
      bytes.set(new TextEncoder().encode(`NIST_1A\n${length.padStart(7)}\n`));
      expect(await refusal(bytes), length).toBe(
        `clip: the SPHERE header claims "${length}" bytes; expected 16 to 65536.`,
      );
    }
  });

  test("random bytes are refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), async (bytes) => {
        expect(await refusal(bytes)).not.toBe("");
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});

describe("unusual but whole audio", () => {
  test("silence", async () => {
    const decoded = await decodeAudio(encodeWav({ samples: new Float32Array(8000), sampleRate: 8000 }), "s");
    expect(decoded.audio.samples).toEqual(new Float32Array(8000));
  });

  test("a clip of 5 ms", async () => {
    const decoded = await decodeAudio(encodeWav({ samples: new Float32Array(80), sampleRate: 16000 }), "s");
    expect(decoded.seconds).toBe(0.005);
  });

  test("a WAV named .mp3 is a WAV", async () => {
    expect((await decodeAudio(load("pcm16.wav"), "x.mp3")).encoding).toBe("wav pcm16");
  });

  test("a FLAC after an ID3 tag and zeros, in a larger buffer", async () => {
    const flac = load("mono16.flac");
    // the tag's size has seven bits per byte: 1 * 128 + 72 = 200
    const tag = [0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 1, 72];
    const start = 7 + tag.length + 200 + 3;
    const buffer = new Uint8Array(start + flac.length);
    buffer.set(tag, 7);
    buffer.fill(0x41, 7 + tag.length, 7 + tag.length + 200);
    buffer.set(flac, start);
    const tagged = await decodeAudio(buffer.subarray(7), "tagged");
    expect(tagged).toEqual(await decodeAudio(flac, "plain"));
  });
});

const RAVDESS = resolve(import.meta.dirname, "../../../shared/data/ravdess");
describe.skipIf(!existsSync(RAVDESS))("RAVDESS (skipped where the corpus is absent)", () => {
  test("the original WAV files equal their FLAC copies, sample by sample", async () => {
    const files = readdirSync(join(RAVDESS, "wav"));
    expect(files.length).toBe(28);
    for (const file of files) {
      const wav = await decodeAudio(new Uint8Array(readFileSync(join(RAVDESS, "wav", file))), file);
      const copy = file.replace(".wav", ".flac");
      const flac = await decodeAudio(new Uint8Array(readFileSync(join(RAVDESS, "train", copy))), copy);
      expect(wav.channels).toBe(flac.channels);
      expect(wav.audio.sampleRate).toBe(48000);
      expect(
        Buffer.compare(Buffer.from(wav.audio.samples.buffer), Buffer.from(flac.audio.samples.buffer)),
      ).toBe(0);
    }
  });
});
