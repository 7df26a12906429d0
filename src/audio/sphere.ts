/**
 * NIST SPHERE files, in which TIMIT and the corpora of the LDC come: a header of text, then plain PCM, A-law or
 * µ-law. Shorten, which compresses some of them, is not read.
 *
 * @see NIST 1991, SPeech HEader REsources (SPHERE)
 */
import { AudioError } from "../base/errors.ts";
import type { DecodedAudio } from "./decoded.ts";
import { readPlain } from "./plain.ts";
import type { SampleFormat } from "./samples.ts";
import { textAt } from "./tags.ts";

const MOST_HEADER_BYTES = 2 ** 16;

export function isSphere(bytes: Uint8Array): boolean {
  return textAt(bytes, 0, 8) === "NIST_1A\n";
}

/**
 * @param name - what errors call the file
 * @throws AudioError if the header is cut short or of a length that no header has, the coding is not read, or the data
 *   does not hold what the header promises
 */
export function readSphere(bytes: Uint8Array, name: string, channel?: number): DecodedAudio {
  // the second line of eight bytes says how long the header is
  const claimed = textAt(bytes, 8, 8).trim();
  const start = Number(claimed);
  if (!(Number.isInteger(start) && start >= 16 && start <= MOST_HEADER_BYTES)) {
    throw new AudioError(
      `${name}: the SPHERE header claims "${claimed}" bytes; expected 16 to ${MOST_HEADER_BYTES}.`,
    );
  }
  const header = textAt(bytes, 16, start - 16);
  if (start > bytes.length || !/^end_head$/m.test(header)) {
    throw new AudioError(`${name}: the SPHERE header is cut short.`, "Copy or download it again.");
  }
  // "sample_rate -i 16000": name, type, value
  const fields = new Map(
    [...header.matchAll(/^(\w+) -(?:i|r|s\d+) (.*)$/gm)].map(([, field, value]) => [field, value.trim()]),
  );
  const integer = (field: string, otherwise?: number): number => {
    const value = fields.has(field) ? Number(fields.get(field)) : otherwise;
    if (value === undefined || !Number.isSafeInteger(value) || value < 0) {
      throw new AudioError(
        `${name}: the SPHERE header gives ${fields.get(field) ?? "no value"} for ${field}; expected a whole number.`,
      );
    }
    return value;
  };
  const coding = fields.get("sample_coding") ?? "pcm";
  const bytesEach = integer("sample_n_bytes", coding === "pcm" ? 2 : 1);
  const found = sampleFormat(coding, bytesEach);
  if (found === undefined) {
    throw new AudioError(
      `${name}: the SPHERE coding is ${coding} of ${bytesEach * 8} bits; expected pcm, alaw or ulaw.`,
      "Convert it with sph2pipe -f wav.",
    );
  }
  const channels = integer("channel_count", 1);
  return readPlain(
    bytes,
    {
      header: {
        encoding: `sphere ${found.label}`,
        channels,
        sampleRate: integer("sample_rate"),
        length: integer("sample_count"),
      },
      format: found.format,
      littleEndian: fields.get("sample_byte_format")?.startsWith("0") ?? false,
      start,
      end: start + channels * bytesEach * integer("sample_count"),
    },
    name,
    channel,
  );
}

function sampleFormat(coding: string, bytes: number): { label: string; format: SampleFormat } | undefined {
  if (/^(ulaw|mu-law)$/.test(coding) && bytes === 1) return { label: "µ-law", format: "µ-law" };
  if (coding === "alaw" && bytes === 1) return { label: "a-law", format: "a-law" };
  if (coding !== "pcm") return undefined;
  const formats = ["signed8", "pcm16", "pcm24", "pcm32"] as const;
  const format = formats[bytes - 1];
  return format === undefined ? undefined : { label: `pcm${8 * bytes}`, format };
}
