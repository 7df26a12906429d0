/**
 * FLAC files. libFLAC decodes; the frames are found here, because the library's own search loses the last
 * frame of about one file in fifteen. Both checksums of every frame are verified, and
 * its header is compared with the file's, before anything is decoded.
 *
 * @see RFC 9639, Free Lossless Audio Codec
 */
import { AudioError } from "../base/errors.ts";
import { type AudioHeader, checkHeader, cutShort, type DecodedAudio, MonoMixer, tooMuch } from "./decoded.ts";
import { withDecoder } from "./guarded.ts";
import { isTrailer } from "./tags.ts";

async function createDecoder(): Promise<import("@wasm-audio-decoders/flac").FLACDecoder> {
  const { FLACDecoder } = await import("@wasm-audio-decoders/flac");
  return new FLACDecoder();
}

/** Bit depths that a frame header can name; any other is rare and not decodable frame by frame. */
const BIT_DEPTHS = [8, 12, 16, 20, 24, 32];

/** Samples per channel that are decoded at once. */
const BATCH_SAMPLES = 2 ** 18;

/** "fLaC" and the first metadata block. */
const STREAM_INFO_END = 42;

interface StreamInfo extends AudioHeader {
  readonly bits: number;
  /** Samples per channel of the largest frame. */
  readonly maxBlock: number;
  /** Where the first frame begins. */
  readonly framesAt: number;
}

interface FlacFrame {
  readonly bytes: Uint8Array;
  /** Samples per channel. */
  readonly samples: number;
}

/**
 * Reads a FLAC file; samples equal libsndfile's bit for bit up to 24 bits.
 *
 * @param bytes - from "fLaC" on
 * @param name - what errors call the file
 * @throws AudioError if the header is cut short or contradicts the frames, or they hold another number of samples
 *   than it promises
 */
export async function readFlac(bytes: Uint8Array, name: string, channel?: number): Promise<DecodedAudio> {
  const info = readStreamInfo(bytes, name);
  checkHeader(info, name);
  const frames = [...splitFrames(bytes, info, name)];
  const length = frames.reduce((sum, frame) => sum + frame.samples, 0);
  if (info.length !== undefined && length < info.length) throw cutShort(name, info.length, length);
  if (info.length !== undefined && length > info.length) throw tooMuch(name, info.length);
  checkHeader({ ...info, length }, name);
  return withDecoder(createDecoder, "flac", name, async (flac) => {
    const mixer = new MonoMixer(info, length, name, channel);
    for (const batch of batches(frames)) {
      const decoded = await flac.decodeFrames(batch);
      if (decoded.errors.length > 0) throw cutShort(name, length, mixer.filled);
      mixer.add(decoded.channelData.map((one) => rescale(one, info.bits)));
    }
    return mixer.finish();
  });
}

function* batches(frames: readonly FlacFrame[]): Generator<Uint8Array[]> {
  let batch: Uint8Array[] = [];
  let samples = 0;
  for (const frame of frames) {
    batch.push(frame.bytes);
    samples += frame.samples;
    if (samples < BATCH_SAMPLES) continue;
    yield batch;
    batch = [];
    samples = 0;
  }
  if (batch.length > 0) yield batch;
}

/** The library divides integers by 2^(bits - 1) - 1; libsndfile and this project by 2^(bits - 1). */
function rescale(channel: Float32Array, bits: number): Float32Array<ArrayBuffer> {
  const full = 2 ** (bits - 1);
  const scale = (full - 1) / full;
  const scaled = new Float32Array(channel.length);
  for (let i = 0; i < scaled.length; i++) scaled[i] = channel[i] * scale;
  return scaled;
}

/** Metadata blocks: STREAMINFO comes first, the rest is skipped. */
function readStreamInfo(bytes: Uint8Array, name: string): StreamInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 4;
  let last = false;
  while (!last) {
    const end = at + 4 <= bytes.length ? at + 4 + (view.getUint32(at) & 0xffffff) : Number.POSITIVE_INFINITY;
    if (end > bytes.length || end < (at === 4 ? STREAM_INFO_END : at)) {
      throw new AudioError(`${name}: the FLAC header is cut short.`, "Copy or download it again.");
    }
    last = (bytes[at] & 0x80) !== 0;
    at = end;
  }
  // from byte 18: 20 bits of sampling rate, 3 of channels - 1, 5 of bits - 1, 36 of samples
  const word = view.getUint32(18);
  const bits = ((word >>> 4) & 31) + 1;
  if (!BIT_DEPTHS.includes(bits)) {
    throw new AudioError(
      `${name}: the FLAC samples have ${bits} bits; expected ${BIT_DEPTHS.join(", ")}.`,
      "Convert it to 16 or 24 bits.",
    );
  }
  const total = (word & 15) * 2 ** 32 + view.getUint32(22);
  return {
    encoding: "flac",
    channels: ((word >>> 9) & 7) + 1,
    sampleRate: word >>> 12,
    length: total === 0 ? undefined : total, // 0: unknown to the encoder
    bits,
    maxBlock: view.getUint16(10),
    framesAt: at,
  };
}

/**
 * The frames of the stream: a frame ends where its CRC-16 comes out and the next frame's header, with a right
 * CRC-8, begins, or nothing but tags follows.
 *
 * @throws AudioError if bytes are left that fit no frame
 */
function* splitFrames(bytes: Uint8Array, info: StreamInfo, name: string): Generator<FlacFrame> {
  let from = info.framesAt;
  let crc = 0;
  let before = 0;
  let end = bytes.length;
  for (let at = from; at < bytes.length; at++) {
    if (at > from && crc === 0) {
      if (frameHeaderAt(bytes, at) !== undefined) {
        yield frameOf(bytes.subarray(from, at), at - from, info, name);
        from = at;
      } else if (before !== 0 && isTrailer(bytes, at)) {
        end = at; // zeros keep a right CRC-16 right, so that they may be the frame's own: the decoder knows its end
        break;
      }
    }
    before = crc;
    crc = ((crc << 8) & 0xffff) ^ CRC16[(crc >>> 8) ^ bytes[at]];
  }
  if (crc !== 0) {
    throw new AudioError(
      `${name}: the data is cut short or damaged: no whole FLAC frame begins at byte ${from}.`,
      "Copy or download it again.",
    );
  }
  if (from < bytes.length) yield frameOf(bytes.subarray(from), end - from, info, name);
}

/**
 * @param bytes - from the frame's header on
 * @param size - of the frame; what lies behind it is a tag
 * @throws AudioError if the frame's header is none, or not that of this stream
 */
function frameOf(bytes: Uint8Array, size: number, info: StreamInfo, name: string): FlacFrame {
  const header = frameHeaderAt(bytes, 0);
  const is = (stated: number | undefined, expected: number): boolean => (stated ?? expected) === expected;
  if (
    header === undefined ||
    header.channels !== info.channels ||
    !is(header.bits, info.bits) ||
    !is(header.sampleRate, info.sampleRate) ||
    header.samples > info.maxBlock
  ) {
    throw new AudioError(
      `${name}: the FLAC data is damaged: a frame contradicts the header of the file.`,
      "Copy or download it again.",
    );
  }
  const { samples } = header;
  if (header.bits !== undefined && header.sampleRate !== undefined) return { bytes, samples };
  return { bytes: selfContained(bytes, size, header.size, info.bits), samples };
}

/** The frame with rate and depth of its own, where it refers to a header that the decoder does not see. */
function selfContained(bytes: Uint8Array, size: number, headerSize: number, bits: number): Uint8Array {
  const frame = bytes.slice();
  if ((frame[2] & 15) === 0) frame[2] |= 9; // any rate will do
  frame[3] = (frame[3] & 0xf0) | (FRAME_BITS.indexOf(bits) << 1);
  let crc8 = 0;
  for (let i = 0; i < headerSize - 1; i++) crc8 = CRC8[crc8 ^ frame[i]];
  frame[headerSize - 1] = crc8;
  let crc16 = 0;
  for (let i = 0; i < size - 2; i++) crc16 = ((crc16 << 8) & 0xffff) ^ CRC16[(crc16 >>> 8) ^ frame[i]];
  frame[size - 2] = crc16 >>> 8;
  frame[size - 1] = crc16 & 255;
  return frame;
}

interface FrameHeader {
  /** Bytes. */
  readonly size: number;
  /** Samples per channel. */
  readonly samples: number;
  readonly channels: number;
  /** Undefined: as in the header of the file. */
  readonly bits: number | undefined;
  /** Hz; undefined: as in the header of the file. */
  readonly sampleRate: number | undefined;
}

/** Hz by code 1 to 11. */
const SAMPLE_RATES = [88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000];
/** By code; 3 is reserved, 0 refers to the header of the file. */
const FRAME_BITS = [undefined, 8, 12, undefined, 16, 20, 24, 32];

/** RFC 9639, section 9.1; undefined where no frame begins. */
function frameHeaderAt(bytes: Uint8Array, at: number): FrameHeader | undefined {
  if (at + 6 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1] & 0xfe) !== 0xf8) return undefined;
  const blockCode = bytes[at + 2] >>> 4;
  const rateCode = bytes[at + 2] & 15;
  const channelCode = bytes[at + 3] >>> 4;
  const bitsCode = (bytes[at + 3] >>> 1) & 7;
  // the frame or sample number is coded like UTF-8: its leading ones count its bytes
  const numberBytes = Math.max(1, Math.clz32(~(bytes[at + 4] << 24)));
  const sizeAt = at + 4 + numberBytes;
  const rateAt = sizeAt + (blockCode === 6 ? 1 : blockCode === 7 ? 2 : 0);
  const end = rateAt + (rateCode === 12 ? 1 : rateCode === 13 || rateCode === 14 ? 2 : 0) + 1;
  if (end > bytes.length || blockCode === 0 || rateCode === 15 || channelCode > 10 || bitsCode === 3) {
    return undefined;
  }
  let crc = 0;
  for (let i = at; i < end; i++) crc = CRC8[crc ^ bytes[i]];
  if (crc !== 0) return undefined;
  return {
    size: end - at,
    samples: blockSamples(blockCode, bytes, sizeAt),
    channels: channelCode < 8 ? channelCode + 1 : 2,
    bits: FRAME_BITS[bitsCode],
    sampleRate: frameRate(rateCode, bytes, rateAt),
  };
}

function blockSamples(code: number, bytes: Uint8Array, at: number): number {
  if (code === 1) return 192;
  if (code < 6) return 144 << code;
  if (code === 6) return bytes[at] + 1;
  if (code === 7) return bytes[at] * 256 + bytes[at + 1] + 1;
  return 1 << code;
}

function frameRate(code: number, bytes: Uint8Array, at: number): number | undefined {
  if (code === 0) return undefined;
  if (code === 12) return 1000 * bytes[at];
  const word = bytes[at] * 256 + bytes[at + 1];
  return code === 13 ? word : code === 14 ? 10 * word : SAMPLE_RATES[code - 1];
}

const CRC8 = crcTable(8, 0x07);
const CRC16 = crcTable(16, 0x8005);

/** Remainders of every leading byte, most significant bit first. */
function crcTable(bits: number, polynomial: number): Uint16Array {
  const top = 1 << (bits - 1);
  const mask = 2 ** bits - 1;
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << (bits - 8);
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & top ? polynomial : 0)) & mask;
    return crc;
  });
}
