/**
 * FLAC files. libFLAC decodes; the frames are found here, because the library's own search loses the last
 * frame of about one file in fifteen. Both checksums of every frame are verified.
 *
 * @see RFC 9639, Free Lossless Audio Codec
 */
import { counted } from "../base/counted.ts";
import { AudioError } from "../base/errors.ts";
import { type AudioHeader, checkHeader, cutShort, type DecodedAudio, mixDown } from "./decoded.ts";
import { type Exclusive, exclusive } from "./exclusive.ts";

const decoder: Exclusive<import("@wasm-audio-decoders/flac").FLACDecoder> = exclusive(async () => {
  const { FLACDecoder } = await import("@wasm-audio-decoders/flac");
  const created = new FLACDecoder();
  await created.ready;
  return created;
});

/** Bit depths that a frame header can name; any other is rare and not decodable frame by frame. */
const BIT_DEPTHS = [8, 12, 16, 20, 24, 32];

interface StreamInfo extends AudioHeader {
  readonly bits: number;
  /** Where the first frame begins. */
  readonly framesAt: number;
}

/**
 * Reads a FLAC file; samples equal libsndfile's bit for bit up to 24 bits.
 *
 * @param bytes - from "fLaC" on
 * @param name - what errors call the file
 * @throws AudioError if the header is cut short or fewer samples can be decoded than it promises
 */
export async function readFlac(bytes: Uint8Array, name: string): Promise<DecodedAudio> {
  const info = readStreamInfo(bytes, name);
  checkHeader(info, name);
  const frames = [...splitFrames(bytes, info.framesAt)];
  const decoded = await decoder((flac) => flac.decodeFrames(frames));
  const held = decoded.samplesDecoded;
  if (decoded.errors.length > 0 || (info.length !== undefined && held !== info.length)) {
    throw cutShort(name, info.length ?? held, Math.min(held, info.length ?? held));
  }
  checkHeader({ ...info, length: held }, name);
  if (decoded.channelData.length !== info.channels) {
    throw new AudioError(
      `${name}: the header names ${counted(info.channels, "channel")}, the frames hold ${decoded.channelData.length}.`,
    );
  }
  const channelData = decoded.channelData.map((channel) => rescale(channel, info.bits));
  return mixDown(info, channelData, name);
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
    if (end > bytes.length || end < (at === 4 ? 42 : at)) {
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
    framesAt: at,
  };
}

/**
 * The frames of the stream: a frame ends where its CRC-16 comes out and the next frame's header, with a right
 * CRC-8, begins. What fits no frame is left out, and missed by the count of samples.
 */
function* splitFrames(bytes: Uint8Array, start: number): Generator<Uint8Array> {
  let from = start;
  let crc = 0;
  for (let at = start; at < bytes.length; at++) {
    if (at > from && crc === 0 && bytes[at] === 0xff && isFrameHeader(bytes, at)) {
      yield bytes.subarray(from, at);
      from = at;
    }
    crc = ((crc << 8) & 0xffff) ^ CRC16[(crc >>> 8) ^ bytes[at]];
  }
  if (crc === 0 && from < bytes.length) yield bytes.subarray(from);
}

/** RFC 9639, section 9.1. */
function isFrameHeader(bytes: Uint8Array, at: number): boolean {
  if (at + 6 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1] & 0xfe) !== 0xf8) return false;
  const blockSize = bytes[at + 2] >>> 4;
  const rate = bytes[at + 2] & 15;
  // the frame or sample number is coded like UTF-8: its leading ones count its bytes
  const numberBytes = Math.max(1, Math.clz32(~(bytes[at + 4] << 24)));
  const sizeBytes = blockSize === 6 ? 1 : blockSize === 7 ? 2 : 0;
  const rateBytes = rate === 12 ? 1 : rate === 13 || rate === 14 ? 2 : 0;
  const end = at + 4 + numberBytes + sizeBytes + rateBytes + 1;
  if (end > bytes.length) return false;
  let crc = 0;
  for (let i = at; i < end; i++) crc = CRC8[crc ^ bytes[i]];
  return crc === 0;
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
