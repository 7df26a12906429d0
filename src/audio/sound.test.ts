import { describe, expect, test } from "vitest";
import { decodeAudio } from "./decode.ts";
import { audioOf } from "./sound.ts";
import { encodeWav } from "./wav.ts";

const samples = Float32Array.from({ length: 8000 }, (_, i) => 0.5 * Math.sin(i / 5));
const audio = { samples, sampleRate: 16_000 };

/** As Web Audio's: methods that need their object. */
class Channels {
  readonly sampleRate = 44_100;
  readonly #channels: readonly Float32Array[];
  constructor(...channels: readonly Float32Array[]) {
    this.#channels = channels;
  }
  get numberOfChannels(): number {
    return this.#channels.length;
  }
  getChannelData(channel: number): Float32Array {
    return this.#channels[channel];
  }
}

test("samples with their rate are audio", async () => {
  expect(await audioOf(audio, "it")).toBe(audio);
});

test("the channels of an AudioBuffer are mixed", async () => {
  const buffer = new Channels(
    samples,
    samples.map((value) => value / 2),
  );
  const { samples: mono, sampleRate } = await audioOf(buffer, "it");
  expect(sampleRate).toBe(44_100);
  expect(mono).toEqual(samples.map((value) => (value + Math.fround(value / 2)) / 2));
});

test("a Blob is decoded, and a File has its own name", async () => {
  const wav = encodeWav(audio);
  const { audio: expected } = await decodeAudio(wav, "it");
  expect(await audioOf(new Blob([wav]), "it")).toEqual(expected);
  await expect(audioOf(new File(["no sound at all"], "notes.txt"), "it")).rejects.toThrow(
    "notes.txt: is not audio that Prosodia reads",
  );
});

describe("what is no sound is told of", () => {
  test.each([
    [undefined, "got undefined."],
    [null, "got null."],
    ["talk.wav", "got talk.wav."],
    [samples, "got a Float32Array without its rate."],
    [Promise.resolve(audio), "got a promise (is an await missing?)."],
    [{ data: samples, rate: 16_000 }, "got an object with data, rate."],
    [{ samples: [...samples], sampleRate: 16_000 }, "got an object with samples, sampleRate."],
    [new Map(), "got a Map."],
    [Object.create(null), "got an object with nothing in it."],
  ])("%#: as what it is", async (sound, end) => {
    await expect(audioOf(sound, "the audio")).rejects.toThrow(
      `the audio: is no sound: expected { samples, sampleRate } with a Float32Array and Hz, an AudioBuffer, or a Blob; ${end}`,
    );
  });

  test.each([
    [{ samples, sampleRate: 0 }, "the sampling rate is 0 Hz; expected 1000 to 768000 Hz."],
    [
      { samples: Float32Array.of(0, Number.NaN), sampleRate: 8000 },
      "sample 1 is NaN; expected finite numbers.",
    ],
    [{ samples: new Float32Array(0), sampleRate: 8000 }, "holds no samples."],
    [
      new Channels(
        samples,
        samples.map((value) => -value),
      ),
      "the channels cancel out",
    ],
  ])("%#: by its problem", async (sound, problem) => {
    await expect(audioOf(sound, "the audio")).rejects.toThrow(`the audio: ${problem}`);
  });
});
