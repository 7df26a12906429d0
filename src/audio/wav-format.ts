/** The "fmt" chunk of WAV files. */
import { counted } from "../base/counted.ts";
import { AudioError } from "../base/errors.ts";
import type { AdpcmLayout } from "./adpcm.ts";
import { bytesPerSample, type SampleFormat } from "./samples.ts";
import type { WavParts } from "./wav-chunks.ts";

const PCM = 1;
const MS_ADPCM = 2;
const FLOAT = 3;
const A_LAW = 6;
const MU_LAW = 7;
const IMA_ADPCM = 17;
const EXTENSIBLE = 0xfffe;

/** Format tags that people meet, for the error. */
const REFUSED_FORMATS: Record<number, string> = {
  34: "TrueSpeech",
  49: "GSM 6.10",
  64: "G.721 ADPCM",
  69: "G.726 ADPCM",
  80: "MPEG",
  85: "MP3",
  353: "WMA",
  354: "WMA",
  8192: "AC-3",
};

const EXPECTED = "PCM of 8, 16, 24 or 32 bits, float of 32 or 64 bits, A-law, µ-law, IMA or Microsoft ADPCM";

export interface WavFormat {
  readonly channels: number;
  /** Hz. */
  readonly sampleRate: number;
  /** How errors and reports call it: "pcm16". */
  readonly label: string;
  readonly layout: SampleFormat | AdpcmLayout;
}

/** @throws AudioError if the chunk is cut short, contradicts itself, or names an encoding that is not read */
export function readWavFormat(view: DataView, parts: WavParts, name: string): WavFormat {
  const { start: at, size } = parts.format;
  const little = parts.littleEndian;
  let tag = at + 16 <= view.byteLength && size >= 16 ? view.getUint16(at, little) : undefined;
  // the extensible form keeps the real tag in the first two bytes of its sub-format
  if (tag === EXTENSIBLE) {
    tag = at + 26 <= view.byteLength && size >= 26 ? view.getUint16(at + 24, little) : undefined;
  }
  if (tag === undefined) {
    throw new AudioError(`${name}: the WAV header is cut short inside its "fmt" chunk.`, "Copy it again.");
  }
  const channels = view.getUint16(at + 2, little);
  // the channel count is checked with the rest of the header; 0 must not divide here
  if (channels === 0) throw new AudioError(`${name}: the header names 0 channels; expected 1 to 64.`);
  const sampleRate = view.getUint32(at + 4, little);
  const blockBytes = view.getUint16(at + 12, little);
  const bits = view.getUint16(at + 14, little);
  if ((tag === IMA_ADPCM || tag === MS_ADPCM) && little && bits === 4) {
    const layout = adpcmLayout(view, parts, { tag, channels, blockBytes }, name);
    return { channels, sampleRate, label: layout.kind, layout };
  }
  const found = sampleFormat(tag, bits);
  if (found === undefined) {
    const got =
      tag === PCM
        ? `pcm${bits}`
        : tag === FLOAT
          ? `float${bits}`
          : (REFUSED_FORMATS[tag] ?? `format tag ${tag}`);
    throw new AudioError(
      `${name}: the WAV encoding is ${got}; expected ${EXPECTED}.`,
      "Convert it to 16-bit PCM.",
    );
  }
  const expectedBytes = channels * bytesPerSample(found.layout);
  if (blockBytes !== expectedBytes) {
    throw new AudioError(
      `${name}: the WAV header contradicts itself: ${counted(channels, "channel")} of ${bits} bits need ` +
        `${counted(expectedBytes, "byte")}, it says ${blockBytes}.`,
      "Export it again.",
    );
  }
  return { channels, sampleRate, ...found };
}

function sampleFormat(tag: number, bits: number): { label: string; layout: SampleFormat } | undefined {
  if (tag === PCM && bits === 8) return { label: "pcm8", layout: "unsigned8" };
  const plain = ([16, 24, 32] as const).find((one) => one === bits);
  if (tag === PCM && plain !== undefined) return { label: `pcm${plain}`, layout: `pcm${plain}` };
  const float = ([32, 64] as const).find((one) => one === bits);
  if (tag === FLOAT && float !== undefined) return { label: `float${float}`, layout: `float${float}` };
  if (tag === A_LAW && bits === 8) return { label: "a-law", layout: "a-law" };
  if (tag === MU_LAW && bits === 8) return { label: "µ-law", layout: "µ-law" };
  return undefined;
}

/** What Microsoft's encoder always writes; files repeat it. */
const MICROSOFT_PAIRS = 7;

function adpcmLayout(
  view: DataView,
  { format: { start, size } }: WavParts,
  { tag, channels, blockBytes }: { tag: number; channels: number; blockBytes: number },
  name: string,
): AdpcmLayout {
  const damaged = (what: string): AudioError =>
    new AudioError(`${name}: the WAV header contradicts itself: ${what}.`, "Export it again.");
  const stateBytes = channels * (tag === IMA_ADPCM ? 4 : 7);
  if (blockBytes <= stateBytes) throw damaged(`a block of ADPCM has ${counted(blockBytes, "byte")}`);
  if (tag === IMA_ADPCM) {
    if (blockBytes % (4 * channels) !== 0) throw damaged(`a block of ADPCM has ${blockBytes} bytes`);
    return { kind: "ima adpcm", channels, blockBytes, coefficients: [] };
  }
  const end = start + size;
  const pairs = end <= view.byteLength && size >= 22 ? view.getUint16(start + 20, true) : 0;
  if (pairs < MICROSOFT_PAIRS || size < 22 + 4 * pairs) throw damaged("its ADPCM factors are missing");
  const coefficients = Array.from(
    { length: pairs },
    (_, i) => [view.getInt16(start + 22 + 4 * i, true), view.getInt16(start + 24 + 4 * i, true)] as const,
  );
  return { kind: "ms adpcm", channels, blockBytes, coefficients };
}
