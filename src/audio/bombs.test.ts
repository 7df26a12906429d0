/** Small files that claim, or hold, far more sound than they should: refused before anything is decoded. */
import { describe, expect, test } from "vitest";
import { flacFile, OPUS_TAGS, oggFile, opusHead } from "../../test/audio-builders.ts";
import { processorTime } from "../../test/processor-time.ts";
import { decodeAudio } from "./decode.ts";

async function refusal(bytes: Uint8Array): Promise<string> {
  const spent = processorTime();
  const outcome = await decodeAudio(bytes, "bomb").catch((error: unknown) => error);
  expect(spent(), "milliseconds").toBeLessThan(2000);
  return outcome instanceof Error ? `${outcome.name}: ${outcome.message}` : "";
}

describe("FLAC of constant blocks", () => {
  const stream = { sampleRate: 48_000, bits: 16, channels: 8 } as const;
  const hours = (blocks: number) => new Array<number>(blocks).fill(65_535);

  test("that promises one second", async () => {
    expect(await refusal(flacFile({ ...stream, blocks: hours(2000), total: 48_000 }))).toContain(
      "the file holds more than its header promises (48000 samples)",
    );
  });

  test("that promises nothing, and lasts over two hours", async () => {
    const bytes = flacFile({ ...stream, blocks: hours(6000), total: 0 });
    expect(bytes.length).toBeLessThan(250_000);
    expect(await refusal(bytes)).toContain("lasts 2.3 h; expected at most 2 h.");
  });

  test("that takes a high rate to stay below two hours", async () => {
    const fast = { sampleRate: 655_350, bits: 8, channels: 1 } as const;
    expect(await refusal(flacFile({ ...fast, blocks: hours(6000) }))).toContain(
      "holds 393210000 samples per channel; expected at most 345600000.",
    );
  });

  test("whose blocks are larger than the header says, or of other channels", async () => {
    expect(await refusal(flacFile({ ...stream, blocks: [65_535], maxBlock: 4096 }))).toContain(
      "a frame contradicts the header of the file",
    );
    const mono = flacFile({ sampleRate: 48_000, bits: 16, channels: 1, blocks: [4096] });
    mono[20] |= 2; // the header now names two channels
    expect(await refusal(mono)).toContain("contradicts the header of the file");
  });
});

describe("Opus of packets of three bytes", () => {
  // 60 ms of SILK each, two frames: 120 ms
  const packet = [(3 << 3) | 1, 0, 0];
  const pages = (count: number, granule: (page: number) => number) => [
    { packets: [opusHead()], granule: 0 },
    { packets: [OPUS_TAGS], granule: 0 },
    ...Array.from({ length: count }, (_, page) => ({
      packets: new Array<number[]>(250).fill(packet),
      granule: granule(page),
    })),
  ];

  test("that promise one second", async () => {
    expect(await refusal(oggFile(pages(40, () => 48_000)))).toContain(
      "the file holds more than its header promises",
    );
  });

  test("that last over two hours", async () => {
    expect(await refusal(oggFile(pages(241, (page) => 250 * 5760 * (page + 1))))).toContain(
      "lasts 2.0 h; expected at most 2 h.",
    );
  });

  test("that promise more than they hold", async () => {
    const late = (page: number) => (page === 0 ? 250 * 5760 : 10_000_000);
    expect(await refusal(oggFile(pages(2, late)))).toContain(
      "the header promises 10000000 samples, the file holds 2880000",
    );
  });
});
