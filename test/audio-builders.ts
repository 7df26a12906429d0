/** Audio files made byte by byte, for tests of what no encoder would write. */

/** Remainder of a CRC over bytes, most significant bit first. */
function crc(bytes: ArrayLike<number>, bits: number, polynomial: number): number {
  let value = 0;
  const top = 2 ** (bits - 1);
  for (let i = 0; i < bytes.length; i++) {
    for (let bit = 7; bit >= 0; bit--) {
      const carry = (value >= top ? 1 : 0) ^ ((bytes[i] >>> bit) & 1);
      value = (value * 2) % (2 * top);
      if (carry === 1) value = (value ^ polynomial) >>> 0;
    }
  }
  return value;
}

export interface FlacOptions {
  readonly sampleRate: number;
  readonly bits: 8 | 16 | 24;
  readonly channels: number;
  /** Samples per channel of each frame, at most 65535. */
  readonly blocks: readonly number[];
  /** What the header promises; the sum of the blocks unless given. */
  readonly total?: number;
  /** Largest block by the header; that of the blocks unless given. */
  readonly maxBlock?: number;
  /** Of each sample; without it all are 0 and take no space. */
  readonly sampleAt?: (index: number, channel: number) => number;
}

/** A FLAC file whose samples are not compressed, or are one constant per frame. */
export function flacFile(options: FlacOptions): Uint8Array<ArrayBuffer> {
  const { sampleRate, bits, channels, blocks } = options;
  const sum = blocks.reduce((a, b) => a + b, 0);
  const total = options.total ?? sum;
  const most = options.maxBlock ?? Math.max(16, ...blocks);
  const rate = (sampleRate << 12) | ((channels - 1) << 9) | ((bits - 1) << 4);
  const bytes = [0x66, 0x4c, 0x61, 0x43, 0x80, 0, 0, 34, 0, 16, most >>> 8, most & 255, 0, 0, 0, 0, 0, 0];
  bytes.push((rate >>> 24) & 255, (rate >>> 16) & 255, (rate >>> 8) & 255, rate & 255);
  bytes.push((total >>> 24) & 255, (total >>> 16) & 255, (total >>> 8) & 255, total & 255);
  bytes.push(...new Array(16).fill(0));
  let first = 0;
  for (const [i, block] of blocks.entries()) {
    for (const byte of flacFrame(options, i, block, first)) bytes.push(byte);
    first += block;
  }
  return Uint8Array.from(bytes);
}

const BITS_CODES = { 8: 1, 16: 4, 24: 6 };

function flacFrame(
  { bits, channels, sampleAt }: FlacOptions,
  number: number,
  block: number,
  first: number,
): Uint8Array {
  const frame = [0xff, 0xf8, 0x70, ((channels - 1) << 4) | (BITS_CODES[bits] << 1)];
  if (number < 0x80) frame.push(number);
  else if (number < 0x800) frame.push(0xc0 | (number >>> 6), 0x80 | (number & 63));
  else frame.push(0xe0 | (number >>> 12), 0x80 | ((number >>> 6) & 63), 0x80 | (number & 63));
  frame.push((block - 1) >>> 8, (block - 1) & 255);
  frame.push(crc(frame, 8, 0x07));
  for (let channel = 0; channel < channels; channel++) {
    frame.push(sampleAt === undefined ? 0 : 2); // constant or verbatim
    const length = sampleAt === undefined ? 1 : block;
    for (let i = 0; i < length; i++) {
      const sample = sampleAt?.(first + i, channel) ?? 0;
      for (let shift = bits - 8; shift >= 0; shift -= 8) frame.push((sample >> shift) & 255);
    }
  }
  const check = crc(frame, 16, 0x8005);
  return Uint8Array.from([...frame, check >>> 8, check & 255]);
}

/** Rewrites the last checksum of a FLAC frame, after a test changed what it holds. */
export function repairFlacFrame(bytes: Uint8Array, start: number, end: number): void {
  const check = crc(bytes.subarray(start, end - 2), 16, 0x8005);
  bytes[end - 2] = check >>> 8;
  bytes[end - 1] = check & 255;
}

export interface PageOptions {
  readonly packets: readonly (readonly number[] | Uint8Array)[];
  /** Position in samples. */
  readonly granule: number;
}

/** An Ogg stream of the given pages; the last one ends it. */
export function oggFile(pages: readonly PageOptions[]): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const [i, { packets, granule }] of pages.entries()) {
    const segments = packets.flatMap(({ length }) => [
      ...new Array(Math.floor(length / 255)).fill(255),
      length % 255,
    ]);
    const flags = (i === 0 ? 2 : 0) | (i === pages.length - 1 ? 4 : 0);
    const head = new Uint8Array(27 + segments.length);
    head.set([0x4f, 0x67, 0x67, 0x53, 0, flags]);
    const view = new DataView(head.buffer);
    view.setBigInt64(6, BigInt(granule), true);
    view.setUint32(14, 7, true);
    view.setUint32(18, i, true);
    head[26] = segments.length;
    head.set(segments, 27);
    const page = Uint8Array.from([...head, ...packets.flatMap((packet) => [...packet])]);
    new DataView(page.buffer).setUint32(22, crc(page, 32, 0x04c11db7), true);
    for (const byte of page) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** Rewrites the checksum of every page of an Ogg file, after a test changed what they hold. */
export function repairOgg(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 27 <= bytes.length; ) {
    let end = at + 27 + bytes[at + 26];
    for (const size of bytes.subarray(at + 27, end)) end += size;
    view.setUint32(at + 22, 0, true);
    view.setUint32(at + 22, crc(bytes.subarray(at, end), 32, 0x04c11db7), true);
    at = end;
  }
}

export interface OpusHeadOptions {
  readonly channels?: number;
  readonly preSkip?: number;
  /** dB * 256. */
  readonly gain?: number;
  readonly family?: number;
  /** Streams, coupled streams, mapping. */
  readonly table?: readonly number[];
}

export function opusHead(options: OpusHeadOptions = {}): number[] {
  const { channels = 1, preSkip = 0, gain = 0, family = 0, table = [] } = options;
  const head = [..."OpusHead"].map((letter) => letter.charCodeAt(0));
  head.push(
    1,
    channels,
    preSkip & 255,
    preSkip >>> 8,
    0x80,
    0xbb,
    0,
    0,
    gain & 255,
    (gain >>> 8) & 255,
    family,
  );
  return [...head, ...table];
}

export const OPUS_TAGS = [..."OpusTags\0\0\0\0\0\0\0\0"].map((letter) => letter.charCodeAt(0));

/** A RIFF file of the given chunks, padded to even sizes. */
export function riffFile(chunks: readonly { id: string; body: Uint8Array }[]): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [..."RIFF\0\0\0\0WAVE"].map((letter) => letter.charCodeAt(0));
  for (const { id, body } of chunks) {
    const { length } = body;
    bytes.push(...[...id].map((letter) => letter.charCodeAt(0)));
    bytes.push(length & 255, (length >>> 8) & 255, (length >>> 16) & 255, length >>> 24);
    for (const byte of body) bytes.push(byte);
    if (length % 2 === 1) bytes.push(0);
  }
  const file = Uint8Array.from(bytes);
  new DataView(file.buffer).setUint32(4, file.length - 8, true);
  return file;
}
