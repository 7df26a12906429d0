/**
 * AU (SND) files of Sun and NeXT.
 *
 * @see Sun Microsystems 1992, audio_filehdr(5)
 */
import { AudioError } from "../base/errors.ts";
import type { DecodedAudio } from "./decoded.ts";
import { readPlain } from "./plain.ts";
import type { SampleFormat } from "./samples.ts";
import { textAt } from "./tags.ts";

const ENCODINGS: Record<number, { label: string; format: SampleFormat }> = {
  1: { label: "µ-law", format: "µ-law" },
  2: { label: "pcm8", format: "signed8" },
  3: { label: "pcm16", format: "pcm16" },
  4: { label: "pcm24", format: "pcm24" },
  5: { label: "pcm32", format: "pcm32" },
  6: { label: "float32", format: "float32" },
  7: { label: "float64", format: "float64" },
  27: { label: "a-law", format: "a-law" },
};

export function isAu(bytes: Uint8Array): boolean {
  return [".snd", "dns."].includes(textAt(bytes, 0, 4));
}

/**
 * @param name - what errors call the file
 * @throws AudioError if the header is cut short, the encoding is not read, or the data does not hold what the header
 *   promises
 */
export function readAu(bytes: Uint8Array, name: string, channel?: number): DecodedAudio {
  if (bytes.length < 24) {
    throw new AudioError(`${name}: the AU header is cut short.`, "Copy or download it again.");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = textAt(bytes, 0, 4) === "dns.";
  const [start, size, code, sampleRate, channels] = [4, 8, 12, 16, 20].map((at) =>
    view.getUint32(at, littleEndian),
  );
  const encoding = ENCODINGS[code];
  if (encoding === undefined || start < 24) {
    const got = start < 24 ? `a header of ${start} bytes` : `encoding ${code}`;
    throw new AudioError(
      `${name}: the AU file has ${got}; expected PCM, float, A-law or µ-law.`,
      "Convert it to WAV or FLAC.",
    );
  }
  // a stream leaves the size open
  const end = size === 0xffffffff ? Math.max(start, bytes.length) : start + size;
  const header = { encoding: `au ${encoding.label}`, channels, sampleRate, length: undefined };
  return readPlain(bytes, { header, format: encoding.format, littleEndian, start, end }, name, channel);
}
