/** No file changes what another one decodes to, whatever it did to a decoder; and no decoder's error gets out. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { flacFile, repairFlacFrame, repairOgg } from "../../test/audio-builders.ts";
import { AudioError } from "../base/errors.ts";
import { decodeAudio } from "./decode.ts";
import { audioDigest } from "./level.ts";

const FILES = resolve(import.meta.dirname, "../../test/golden/audio");

/** Decoders print what they stumble over. */
vi.spyOn(console, "error").mockImplementation(() => undefined);

function noise(index: number, channel: number): number {
  return (((index + 1) * 7919 + channel * 104729) % 251) - 125;
}

const FILE_BYTES: Record<string, Uint8Array> = Object.fromEntries(
  readdirSync(FILES).map((file) => [file, new Uint8Array(readFileSync(join(FILES, file)))]),
);
for (const file of ["blocks.flac", "discrete.opus", "surround.ogg", "lame.mp3", "ima.wav"]) {
  FILE_BYTES[file] = new Uint8Array(readFileSync(join(FILES, "../audio-formats", file)));
}
for (const block of [16, 4608]) {
  for (const [sampleRate, bits, channels] of [
    [8000, 8, 1],
    [48000, 24, 2],
    [16000, 16, 1],
  ] as const) {
    const blocks = [block, block, 16];
    FILE_BYTES[`blocks of ${block}, ${bits} bits, ${channels}`] = flacFile({
      ...{ sampleRate, bits, channels, blocks },
      sampleAt: noise,
    });
  }
}

async function digestOf(file: string): Promise<string> {
  return audioDigest((await decodeAudio(FILE_BYTES[file], file)).audio);
}

test("every file decodes to the same after every other one", { timeout: 60_000 }, async () => {
  const alone = new Map<string, string>();
  for (const file of Object.keys(FILE_BYTES)) alone.set(file, await digestOf(file));
  for (const before of alone.keys()) {
    for (const [file, digest] of alone) {
      await digestOf(before);
      expect(await digestOf(file), `${file} after ${before}`).toBe(digest);
    }
  }
});

/** File -> how many damaged copies: 2,000 in all, most of them where an instance costs least. */
const DAMAGED = {
  "blocks of 16, 16 bits, 1": 400,
  "stereo8.flac": 1300,
  "stereo-id3.mp3": 150,
  "stereo.opus": 100,
  "mono.ogg": 50,
};

describe("a good file decodes to the same after each of 2,000 damaged ones", () => {
  for (const [file, numRuns] of Object.entries(DAMAGED)) {
    test(file, { timeout: 60_000 }, async () => {
      const good = await digestOf(file);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 6 }),
          async (changes) => {
            const damaged = FILE_BYTES[file].slice();
            for (const [place, change] of changes) damaged[place % damaged.length] ^= change;
            // the checksums come out, so that the damage reaches the decoder
            if (/ogg|opus/.test(file)) repairOgg(damaged);
            if (file.startsWith("blocks")) repairFrames(damaged);
            const outcome = await decodeAudio(damaged, file).catch((error: unknown) => error);
            if (outcome instanceof Error) expect(outcome).toBeInstanceOf(AudioError);
            expect(await digestOf(file)).toBe(good);
          },
        ),
        { numRuns, seed: 4 },
      );
    });
  }
});

/** Of a file of three frames of 16 samples of 16 bits. */
function repairFrames(bytes: Uint8Array): void {
  for (let start = 42; start < bytes.length; start += FRAME_BYTES) {
    repairFlacFrame(bytes, start, start + FRAME_BYTES);
  }
}

/** Header, type of the only channel, samples, checksum. */
const FRAME_BYTES = 8 + 1 + 2 * 16 + 2;
