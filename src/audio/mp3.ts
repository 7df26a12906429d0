/**
 * MPEG audio layer III. mpg123 decodes; the frames are walked here first, because a decoder that resynchronises
 * would hide missing data.
 *
 * @see ISO/IEC 11172-3, section 2.4.1.3 (frame header)
 */
import { AudioError } from "../base/errors.ts";
import { type AudioHeader, checkHeader, cutShort, type DecodedAudio, MonoMixer, tooMuch } from "./decoded.ts";
import { withDecoder } from "./guarded.ts";
import { isTrailer, textAt } from "./tags.ts";

/** Delay and padding are cut off here: mpg123 does so for any encoder's name, players for those that mean it. */
async function createDecoder(): Promise<import("mpg123-decoder").MPEGDecoder> {
  const { MPEGDecoder } = await import("mpg123-decoder");
  return new MPEGDecoder({ enableGapless: false });
}

/** Frames that are decoded at once. */
const BATCH_FRAMES = 200;

/** Samples by which every layer-III decoder is late. */
const DECODER_DELAY = 529;

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
  readonly header: AudioHeader & { readonly length: number };
  /** Byte after each frame, the information frame aside. */
  readonly frameEnds: readonly number[];
  /** Where those frames begin. */
  readonly start: number;
  /** Samples per channel to leave out at the start. */
  readonly skipped: number;
  /** Samples per channel of all frames. */
  readonly held: number;
}

/** Whether two layer-III frames, or one that ends the file, begin here. */
export function isMp3(bytes: Uint8Array, at: number): boolean {
  const frame = readFrame(bytes, at);
  if (frame === undefined) return false;
  const next = at + frame.bytes;
  return next >= bytes.length || isTrailer(bytes, next) || readFrame(bytes, next) !== undefined;
}

/**
 * Reads an MP3 file, without the encoder's delay and padding where the file states them.
 *
 * @param bytes - from the first frame on
 * @param name - what errors call the file
 * @throws AudioError if a frame is missing, damaged or cut short, or there are more than the file states
 */
export async function readMp3(bytes: Uint8Array, name: string, channel?: number): Promise<DecodedAudio> {
  const stream = walkFrames(bytes, name);
  const { header, held, skipped } = stream;
  checkHeader({ ...header, length: held }, name);
  checkHeader(header, name);
  return withDecoder(createDecoder, "mp3", name, (mpg123) => {
    const mixer = new MonoMixer(header, header.length, name, channel);
    let decodedSamples = 0;
    let from = stream.start;
    for (let i = 0; i < stream.frameEnds.length; i += BATCH_FRAMES) {
      const to = stream.frameEnds[Math.min(i + BATCH_FRAMES, stream.frameEnds.length) - 1];
      const decoded = mpg123.decode(bytes.subarray(from, to));
      from = to;
      if (decoded.errors.length > 0) throw cutShort(name, held, decodedSamples);
      const first = Math.max(0, skipped - decodedSamples);
      const end = Math.min(decoded.samplesDecoded, skipped + header.length - decodedSamples);
      decodedSamples += decoded.samplesDecoded;
      // mpg123 gives a mono stream twice
      const channels = decoded.channelData.slice(0, header.channels);
      if (first < end) mixer.add(channels.map((channel) => channel.subarray(first, end)));
    }
    if (decodedSamples !== held) throw cutShort(name, held, decodedSamples);
    return mixer.finish();
  });
}

function walkFrames(bytes: Uint8Array, name: string): Mp3Stream {
  const first = readFrame(bytes, 0);
  if (first === undefined) throw new AudioError(`${name}: no MP3 frame was found.`);
  const info = readInformation(bytes, 0, first);
  const framesAt = info === undefined ? 0 : first.bytes;
  const frameEnds: number[] = [];
  for (let at = framesAt; at < bytes.length && !isTrailer(bytes, at); ) {
    const frame = readFrame(bytes, at);
    if (frame === undefined) {
      throw new AudioError(
        `${name}: the MP3 data is damaged at byte ${at}: expected the start of a frame.`,
        "Copy or download it again.",
      );
    }
    for (const what of ["sampleRate", "channels"] as const) {
      if (frame[what] === first[what]) continue;
      const changed = what === "sampleRate" ? "sampling rate changes" : "number of channels changes";
      throw new AudioError(`${name}: the ${changed} at byte ${at}; expected one for the whole file.`);
    }
    if (readInformation(bytes, at, frame) !== undefined) {
      throw new AudioError(
        `${name}: a second MP3 stream begins at byte ${at}; expected one stream.`,
        "Save it as a file of its own.",
      );
    }
    if (at + frame.bytes > bytes.length) {
      const promised = info?.frames ?? frameEnds.length + 1;
      throw cutShort(name, promised * first.samples, frameEnds.length * first.samples);
    }
    at += frame.bytes;
    frameEnds.push(at);
  }
  const held = frameEnds.length * first.samples;
  if (info?.frames !== undefined && frameEnds.length < info.frames) {
    throw cutShort(name, info.frames * first.samples, held);
  }
  if (info?.frames !== undefined && frameEnds.length > info.frames)
    throw tooMuch(name, info.frames * first.samples);
  const skipped = Math.min(held, info?.skipped ?? 0);
  const length = Math.max(0, held - skipped - (info?.padded ?? 0));
  const header = { encoding: "mp3", channels: first.channels, sampleRate: first.sampleRate, length };
  return { header, frameEnds, start: framesAt, skipped, held };
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

interface Information {
  /** Of sound, where the file states it. */
  readonly frames: number | undefined;
  /** Samples per channel that are no sound: before it and behind it. */
  readonly skipped: number;
  readonly padded: number;
}

/** Encoders whose delay and padding players honour. */
const GAPLESS_ENCODERS = ["LAME", "Lavf", "Lavc"];

/**
 * The first frame may hold no sound but facts: Xing's and LAME's number of frames, and the samples that the encoder
 * added at both ends; Fraunhofer's VBRI, whose number of frames encoders do not agree on.
 */
function readInformation(bytes: Uint8Array, at: number, frame: Mp3Frame): Information | undefined {
  if (textAt(bytes, at + 36, 4) === "VBRI") return { frames: undefined, skipped: 0, padded: 0 };
  const mpeg1 = frame.samples === 1152;
  const tag = at + 4 + (mpeg1 ? (frame.channels === 1 ? 17 : 32) : frame.channels === 1 ? 9 : 17);
  if (!["Xing", "Info"].includes(textAt(bytes, tag, 4)) || tag + 8 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint32(tag + 4);
  const lame =
    tag + 8 + (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  const frames = flags & 1 && tag + 12 <= bytes.length ? view.getUint32(tag + 8) : undefined;
  if (lame + 24 > bytes.length || !GAPLESS_ENCODERS.includes(textAt(bytes, lame, 4))) {
    return { frames, skipped: 0, padded: 0 };
  }
  // delay and padding: 12 bits each
  const word = view.getUint32(lame + 20) & 0xffffff;
  const skipped = (word >>> 12) + DECODER_DELAY;
  return { frames, skipped, padded: Math.max(0, (word & 0xfff) - DECODER_DELAY) };
}
