/** No file loses sound silently: what lies beyond its header's promise is refused, and what is no sound is not missed. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { riffFile } from "../../test/audio-builders.ts";
import { decodeAudio } from "./decode.ts";

const GOLDEN = resolve(import.meta.dirname, "../../test/golden");

function load(file: string): Uint8Array {
  return new Uint8Array(readFileSync(join(GOLDEN, file)));
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function letters(text: string, length = text.length): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => text.charCodeAt(i) || 0);
}

const ID3V1 = letters("TAGtone", 128);
const APE = joined(
  letters("APETAGEX\xd0\x07\0\0\x29\0\0\0\x01\0\0\0\0\0\0\xa0", 32),
  letters("\x01\0\0\0Key\0v"),
  letters("APETAGEX\xd0\x07\0\0\x29\0\0\0\x01\0\0\0\0\0\0\x80", 32),
);
const LYRICS = letters("LYRICSBEGININD0000200000021LYRICS200");

async function samples(bytes: Uint8Array): Promise<Float32Array> {
  return (await decodeAudio(bytes, "clip")).audio.samples;
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const outcome = await decodeAudio(bytes, "clip").catch((error: unknown) => error);
  return outcome instanceof Error ? outcome.message : "";
}

const COMPRESSED = [
  "audio/mono16.flac",
  "audio/stereo8.flac",
  "audio/mono.mp3",
  "audio/stereo-id3.mp3",
  "audio/mono.ogg",
  "audio/stereo.opus",
];

describe("tags and zeros behind the sound are no damage", () => {
  const trailers: Record<string, Uint8Array> = {
    ID3v1: ID3V1,
    APEv2: APE,
    "APEv2 and ID3v1": joined(APE, ID3V1),
    "Lyrics3 and ID3v1": joined(LYRICS, ID3V1),
    "one zero": new Uint8Array(1),
    zeros: new Uint8Array(5000),
    "zeros and ID3v1": joined(new Uint8Array(50), ID3V1),
    "ID3v1 and zeros": joined(ID3V1, new Uint8Array(50)),
  };
  for (const file of COMPRESSED) {
    test(file, async () => {
      const plain = await samples(load(file));
      for (const [what, trailer] of Object.entries(trailers)) {
        expect(await samples(joined(load(file), trailer)), what).toEqual(plain);
      }
    });
  }

  test("a file of tags alone holds no audio", async () => {
    expect(await refusal(ID3V1)).toContain("is not audio that Prosodia reads");
  });
});

describe("sound behind the sound is refused", () => {
  for (const file of [
    ...COMPRESSED.filter((file) => file !== "audio/mono.mp3"),
    "audio/pcm16.wav",
    "audio-formats/ima.wav",
    "audio-formats/pcm24.w64",
    "audio-formats/pcm16.aiff",
    "audio-formats/pcm16.au",
    "audio-formats/pcm16-big.sph",
    "audio-formats/lame.mp3",
  ]) {
    test(`${file} twice`, async () => {
      const one = load(file);
      expect(await refusal(joined(one, one))).toMatch(/^clip: .*(a second|more than|damaged)/);
      expect(await refusal(joined(one, ID3V1, one))).toMatch(/^clip: .*(a second|more than|damaged)/);
    });
  }

  test("MP3 without a count of frames is as long as its frames, and nothing stands between them", async () => {
    const one = load("audio/mono.mp3");
    expect((await samples(joined(one, one))).length).toBe(2 * (await samples(one)).length);
    expect(await refusal(joined(one, ID3V1, one))).toContain("the MP3 data is damaged at byte 1584");
    expect(await refusal(joined(one, load("audio-formats/lavc.mp3")))).toMatch(
      /damaged at byte|sampling rate changes/,
    );
    expect(await refusal(joined(one, load("audio/stereo-id3.mp3")))).toContain("damaged at byte 1584");
  });

  test("an MP3 without a count of frames before one with it", async () => {
    const tagged = load("audio-formats/lame.mp3");
    const untagged = tagged.subarray(288); // the information frame has 64 kbit/s at 32 kHz
    expect(await refusal(joined(untagged, tagged))).toContain("a second MP3 stream begins at byte 1440");
  });

  test("an MP3 whose information frame counts too few or too many", async () => {
    const whole = load("audio-formats/lame.mp3");
    const countAt = Buffer.from(whole).indexOf("Info") + 8;
    for (const change of [-1, 1]) {
      const changed = whole.slice();
      changed[countAt + 3] += change;
      expect(await refusal(changed)).toContain(change < 0 ? "more than its header promises" : "cut short");
    }
  });

  test("a WAV whose data goes on behind its chunk", async () => {
    const whole = load("audio/pcm16.wav");
    const changed = whole.slice();
    new DataView(changed.buffer).setUint32(40, 2000, true);
    expect(await refusal(changed)).toContain("the file holds more than its header promises");
  });

  test("two chunks of data in a WAV", async () => {
    const format = {
      id: "fmt ",
      body: Uint8Array.from([1, 0, 1, 0, 0x80, 0x3e, 0, 0, 0, 0x7d, 0, 0, 2, 0, 16, 0]),
    };
    const data = { id: "data", body: Uint8Array.from([0, 64, 0, 192]) };
    expect(await samples(riffFile([format, data]))).toEqual(Float32Array.of(0.5, -0.5));
    expect(await refusal(riffFile([format, data, data]))).toContain(
      "a second chunk of data begins at byte 48",
    );
    const list = { id: "LIST", body: new Uint8Array(5) };
    expect(await refusal(riffFile([format, data, list, data]))).toContain("a second chunk of data");
  });
});

describe("a WAV whose size of data is too large", () => {
  const whole = load("audio/pcm16.wav");
  const changed = (excess: number, riffExcess: number, cut = 0): Uint8Array => {
    const bytes = whole.slice(0, whole.length - cut);
    const view = new DataView(bytes.buffer);
    view.setUint32(4, whole.length - 8 + riffExcess, true);
    view.setUint32(40, whole.length - 44 + excess, true);
    return bytes;
  };

  test("by up to its header is read whole, where the file is as long as it says", async () => {
    const plain = await samples(whole);
    for (const excess of [1, 2, 8, 36, 44])
      expect(await samples(changed(excess, 0)), `${excess}`).toEqual(plain);
    expect(await samples(changed(44, 44))).toEqual(plain);
  });

  test("by more is refused, and a file that was cut", async () => {
    expect(await refusal(changed(46, 0))).toContain("cut short");
    expect(await refusal(changed(8, 8))).toContain("cut short");
    expect(await refusal(changed(0, 0, 4))).toContain("cut short");
  });
});
