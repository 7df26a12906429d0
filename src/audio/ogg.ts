/**
 * Ogg files with Vorbis or Opus. The pages are checked here first (checksum, order, end mark), because the
 * decoders leave out a missing or damaged page silently.
 *
 * @see RFC 3533, The Ogg encapsulation format; RFC 7845, Ogg encapsulation for Opus
 */
import { counted } from "../base/counted.ts";
import { AudioError } from "../base/errors.ts";
import { type AudioHeader, checkHeader, type DecodedAudio, mixDown } from "./decoded.ts";
import { type Exclusive, exclusive } from "./exclusive.ts";

const vorbisDecoder: Exclusive<import("@wasm-audio-decoders/ogg-vorbis").OggVorbisDecoder> = exclusive(
  async () => {
    const { OggVorbisDecoder } = await import("@wasm-audio-decoders/ogg-vorbis");
    const created = new OggVorbisDecoder();
    await created.ready;
    return created;
  },
);

const opusDecoder: Exclusive<import("ogg-opus-decoder").OggOpusDecoder> = exclusive(async () => {
  const { OggOpusDecoder } = await import("ogg-opus-decoder");
  const created = new OggOpusDecoder();
  await created.ready;
  return created;
});

/** An Opus stream always decodes at 48 kHz. */
const OPUS_SAMPLE_RATE = 48_000;

/**
 * Reads an Ogg file with one Vorbis or Opus stream.
 *
 * @param name - what errors call the file
 * @throws AudioError if a page is missing, damaged or cut short, or the stream is neither Vorbis nor Opus
 */
export async function readOgg(bytes: Uint8Array, name: string): Promise<DecodedAudio> {
  const { body, granule } = checkPages(bytes, name);
  const header = readIdentification(body, granule, name);
  checkHeader(header, name);
  const decoded =
    header.encoding === "ogg opus"
      ? await opusDecoder((opus) => opus.decodeFile(bytes))
      : await vorbisDecoder((vorbis) => vorbis.decodeFile(bytes));
  if (decoded.errors.length > 0) {
    throw new AudioError(
      `${name}: the ${header.encoding} data is damaged: ${decoded.errors[0].message}.`,
      "Copy or download it again.",
    );
  }
  // the last page says where the audio ends; the Opus decoder overlooks its own run-in when it trims
  const length = Math.min(decoded.samplesDecoded, header.length);
  checkHeader({ ...header, length }, name);
  const channelData = decoded.channelData.map((channel) => new Float32Array(channel.subarray(0, length)));
  return mixDown(header, channelData, name);
}

interface OggHeader extends AudioHeader {
  readonly length: number;
}

/** The first packet names codec, channels and sampling rate. */
function readIdentification(body: Uint8Array, granule: number, name: string): OggHeader {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const text = (at: number, length: number): string => String.fromCharCode(...body.subarray(at, at + length));
  if (text(0, 7) === "\x01vorbis" && body.length >= 30) {
    const sampleRate = view.getUint32(12, true);
    return { encoding: "ogg vorbis", channels: body[11], sampleRate, length: granule };
  }
  if (text(0, 8) === "OpusHead" && body.length >= 19) {
    const length = Math.max(0, granule - view.getUint16(10, true)); // less the decoder's run-in
    return { encoding: "ogg opus", channels: body[9], sampleRate: OPUS_SAMPLE_RATE, length };
  }
  const codec =
    text(0, 5) === "\x7fFLAC" ? "FLAC in Ogg" : text(0, 5) === "Speex" ? "Speex" : "another codec";
  throw new AudioError(
    `${name}: the Ogg stream holds ${codec}; expected Vorbis or Opus.`,
    "Convert it to WAV or FLAC.",
  );
}

/**
 * Walks all pages of the file.
 *
 * @returns body of the first page, and granule position (samples so far) of the last
 */
function checkPages(bytes: Uint8Array, name: string): { body: Uint8Array; granule: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let body: Uint8Array | undefined;
  let ended = false;
  let granule = 0;
  let page = 0;
  for (let at = 0; at < bytes.length; page++) {
    const broken = (what: string): AudioError =>
      new AudioError(
        `${name}: the Ogg data is cut short or damaged: ${what} at byte ${at}.`,
        "Copy or download it again.",
      );
    if (at + 27 > bytes.length || at + 27 + bytes[at + 26] > bytes.length) throw broken("half a page");
    if (view.getUint32(at) !== 0x4f676753) throw broken("no page");
    if (ended) {
      throw new AudioError(
        `${name}: a second Ogg stream begins at byte ${at}; expected one stream.`,
        "Save it as a file of its own.",
      );
    }
    if (view.getUint32(at + 18, true) !== page) throw broken(`page ${page} is missing`);
    const bodyAt = at + 27 + bytes[at + 26];
    let end = bodyAt;
    for (let i = at + 27; i < bodyAt; i++) end += bytes[i];
    if (end > bytes.length) throw broken("half a page");
    if (pageChecksum(bytes, at, end) !== view.getUint32(at + 22, true)) throw broken("a wrong checksum");
    body ??= bytes.subarray(bodyAt, end);
    ended = (bytes[at + 5] & 4) !== 0;
    // -1: no packet ends on this page
    const position = Number(view.getBigInt64(at + 6, true));
    if (position >= 0) granule = position;
    at = end;
  }
  if (!ended || body === undefined) {
    throw new AudioError(
      `${name}: the Ogg data is cut short: the last of its ${counted(page, "page")} does not end the stream.`,
      "Copy or download it again.",
    );
  }
  return { body, granule };
}

const CRC32 = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  return crc >>> 0;
});

/** RFC 3533, section 6: the checksum field itself counts as zero. */
function pageChecksum(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0;
  for (let i = start; i < end; i++) {
    const byte = i >= start + 22 && i < start + 26 ? 0 : bytes[i];
    crc = (crc << 8) ^ CRC32[(crc >>> 24) ^ byte];
  }
  return crc >>> 0;
}
