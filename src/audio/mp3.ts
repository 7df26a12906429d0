/**
 * MPEG audio layer III. mpg123 decodes; the frames are walked here first, because a decoder that resynchronises
 * would hide missing data.
 *
 * @see ISO/IEC 11172-3, section 2.4.1.3 (frame header)
 */
import { AudioError } from "../base/errors.ts";
import { type AudioHeader, checkHeader, cutShort, type DecodedAudio, mixDown } from "./decoded.ts";
import { type Exclusive, exclusive } from "./exclusive.ts";

const decoder: Exclusive<import("mpg123-decoder").MPEGDecoder> = exclusive(async () => {
  const { MPEGDecoder } = await import("mpg123-decoder");
  const created = new MPEGDecoder();
  await created.ready;
  return created;
});

/** kbit/s by index 1 to 14. */
const BIT_RATES_MPEG1 = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BIT_RATES_MPEG2 = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
/** Hz, MPEG-1; MPEG-2 has half of it, MPEG-2.5 a quarter. */
const SAMPLE_RATES = [44100, 48000, 32000];

interface Mp3Frame {
  readonly bytes: number;
  readonly samples: number;
  readonly sampleRate: number;
  readonly channels: number;
}

interface Mp3Stream {
  readonly header: AudioHeader;
  /** Where the frames end: tags may follow. */
  readonly end: number;
}

/** Whether two layer-III frames, or one that ends the file, begin here. */
export function isMp3(bytes: Uint8Array, at: number): boolean {
  const frame = readFrame(bytes, at);
  if (frame === undefined) return false;
  const next = at + frame.bytes;
  return next >= bytes.length || isTag(bytes, next) || readFrame(bytes, next) !== undefined;
}

/**
 * Reads an MP3 file, without the encoder's delay and padding where the file states them.
 *
 * @param start - byte of the first frame
 * @param name - what errors call the file
 * @throws AudioError if a frame is missing, damaged or cut short
 */
export async function readMp3(bytes: Uint8Array, start: number, name: string): Promise<DecodedAudio> {
  const { header, end } = walkFrames(bytes, start, name);
  checkHeader(header, name);
  const decoded = await decoder(async (mpg123) => {
    const result = mpg123.decode(bytes.subarray(start, end));
    await mpg123.reset();
    return result;
  });
  const promised = header.length ?? 0;
  // a decoder holds back up to two frames at the start of a stream without an information frame
  if (decoded.errors.length > 0 || decoded.samplesDecoded < promised - 2 * 1152) {
    throw cutShort(name, promised, decoded.samplesDecoded);
  }
  checkHeader({ ...header, length: decoded.samplesDecoded }, name);
  // mpg123 gives a mono stream twice
  const channelData = decoded.channelData.slice(0, header.channels).map((one) => new Float32Array(one));
  return mixDown(header, channelData, name);
}

function walkFrames(bytes: Uint8Array, start: number, name: string): Mp3Stream {
  const first = readFrame(bytes, start);
  if (first === undefined) throw new AudioError(`${name}: no MP3 frame was found.`);
  const info = readInformation(bytes, start, first);
  let at = info === undefined ? start : start + first.bytes;
  let frames = 0;
  while (at < bytes.length && !isTag(bytes, at)) {
    const frame = readFrame(bytes, at);
    if (frame === undefined) {
      throw new AudioError(
        `${name}: the MP3 data is damaged at byte ${at}: expected the start of a frame.`,
        "Copy or download it again.",
      );
    }
    if (frame.sampleRate !== first.sampleRate) {
      throw new AudioError(
        `${name}: the sampling rate changes at byte ${at}; expected one for the whole file.`,
      );
    }
    if (at + frame.bytes > bytes.length) {
      throw cutShort(name, (info?.frames ?? frames + 1) * first.samples, frames * first.samples);
    }
    at += frame.bytes;
    frames++;
  }
  if (info !== undefined && frames < info.frames) {
    throw cutShort(name, info.frames * first.samples, frames * first.samples);
  }
  const length = Math.max(0, frames * first.samples - (info?.trimmedSamples ?? 0));
  const header = { encoding: "mp3", channels: first.channels, sampleRate: first.sampleRate, length };
  return { header, end: at };
}

/** A layer-III frame header; free format (no bit rate) is not read. */
function readFrame(bytes: Uint8Array, at: number): Mp3Frame | undefined {
  if (at + 4 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1] & 0xe6) !== 0xe2) return undefined;
  const version = (bytes[at + 1] >>> 3) & 3; // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
  const rateIndex = (bytes[at + 2] >>> 2) & 3;
  const bitRateIndex = bytes[at + 2] >>> 4;
  if (version === 1 || rateIndex === 3 || bitRateIndex === 0 || bitRateIndex === 15) return undefined;
  const mpeg1 = version === 3;
  const sampleRate = SAMPLE_RATES[rateIndex] / (mpeg1 ? 1 : version === 2 ? 2 : 4);
  const bitRate = 1000 * (mpeg1 ? BIT_RATES_MPEG1 : BIT_RATES_MPEG2)[bitRateIndex - 1];
  const samples = mpeg1 ? 1152 : 576;
  const padding = (bytes[at + 2] >>> 1) & 1;
  return {
    bytes: Math.floor(((samples / 8) * bitRate) / sampleRate) + padding,
    samples,
    sampleRate,
    channels: bytes[at + 3] >>> 6 === 3 ? 1 : 2,
  };
}

/** The Xing/Info frame: number of frames, and the samples that LAME says to drop at both ends. */
function readInformation(
  bytes: Uint8Array,
  at: number,
  frame: Mp3Frame,
): { frames: number; trimmedSamples: number } | undefined {
  const mpeg1 = frame.samples === 1152;
  const tag = at + 4 + (mpeg1 ? (frame.channels === 1 ? 17 : 32) : frame.channels === 1 ? 9 : 17);
  if (tag + 144 > bytes.length || !["Xing", "Info"].includes(textAt(bytes, tag, 4))) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint32(tag + 4);
  const frames = flags & 1 ? view.getUint32(tag + 8) : 0;
  const lame =
    tag + 8 + (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  // delay and padding: 12 bits each
  const trimmed = textAt(bytes, lame, 4) === "LAME" || textAt(bytes, lame, 3) === "Lav";
  const word = view.getUint32(lame + 20) & 0xffffff;
  return { frames, trimmedSamples: trimmed ? (word >>> 12) + (word & 0xfff) : 0 };
}

/** Tags that may follow the last frame: ID3v1, APE, Lyrics3, or zeros to the end. */
function isTag(bytes: Uint8Array, at: number): boolean {
  if (["TAG", "APE", "LYR"].includes(textAt(bytes, at, 3))) return true;
  return bytes.subarray(at).every((byte) => byte === 0);
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
