/**
 * Vorbis in Ogg. libvorbis decodes; how long every packet lasts is found here, to know before decoding how much
 * there is.
 *
 * @see Xiph.Org 2020, Vorbis I specification, sections 4.2 (headers), 4.3 (packets) and A.2 (positions in Ogg)
 */
import { AudioError } from "../base/errors.ts";
import { checkHeader, type DecodedAudio, MonoMixer } from "./decoded.ts";
import { withDecoder } from "./guarded.ts";
import { extentOf } from "./ogg-extent.ts";
import type { OggPage } from "./ogg-pages.ts";
import { textAt } from "./tags.ts";

/** Bytes of pages that are decoded at once. */
const BATCH_BYTES = 2 ** 16;

async function createDecoder(): Promise<import("@wasm-audio-decoders/ogg-vorbis").OggVorbisDecoder> {
  const { OggVorbisDecoder } = await import("@wasm-audio-decoders/ogg-vorbis");
  return new OggVorbisDecoder();
}

/**
 * @param bytes - the whole Ogg file, which the decoder reads by itself
 * @param pages - of the same file
 * @param name - what errors call the file
 * @throws AudioError if packets are damaged or missing
 */
export async function readVorbis(
  bytes: Uint8Array,
  pages: readonly OggPage[],
  name: string,
  channel?: number,
): Promise<DecodedAudio> {
  const damaged = (what: string): AudioError =>
    new AudioError(`${name}: the ogg vorbis data is damaged: ${what}.`, "Copy or download it again.");
  const identification = pages[0].packets[0];
  if (identification.length < 30) throw damaged("its header is cut short");
  const view = new DataView(identification.buffer, identification.byteOffset, identification.byteLength);
  const header = {
    encoding: "ogg vorbis",
    channels: identification[11],
    sampleRate: view.getUint32(12, true),
    length: undefined,
  };
  checkHeader(header, name);
  const blockSizes = [2 ** (identification[28] & 15), 2 ** (identification[28] >>> 4)];
  if (blockSizes[0] < 64 || blockSizes[1] > 8192 || blockSizes[0] > blockSizes[1]) {
    throw damaged(`its blocks have ${blockSizes.join(" and ")} samples`);
  }
  // the three headers fill whole pages
  const headers = pages.slice(0, 3).flatMap((page) => page.packets);
  const setup = headers[2];
  const audioAt = pages[0].packets.length + (pages[1]?.packets.length ?? 0) >= 3 ? 2 : 3;
  if (setup === undefined || textAt(setup, 0, 7) !== "\x05vorbis") throw damaged("there is no setup header");
  const modes = readModes(setup);
  if (modes === undefined) throw damaged("its setup header names no modes");
  let before: number | undefined;
  const positions = pages.slice(audioAt).map(({ packets, granule }) => {
    let samples = 0;
    for (const packet of packets) {
      const block = blockSizes[blockFlag(packet, modes) ?? -1];
      // a packet of no bytes, and a header out of place, decode to nothing
      if (block === undefined) continue;
      // two blocks overlap: the first one yields nothing
      if (before !== undefined) samples += before / 4 + block / 4;
      before = block;
    }
    return { granule, samples };
  });
  const held = positions.reduce((sum, page) => sum + page.samples, 0);
  checkHeader({ ...header, length: held }, name);
  const { skipped, length } = extentOf(positions, 0, name);
  checkHeader({ ...header, length }, name);
  return withDecoder(createDecoder, "ogg vorbis", name, async (vorbis) => {
    const mixer = new MonoMixer(header, length, name, channel);
    let decodedSamples = 0;
    const add = (decoded: Awaited<ReturnType<typeof vorbis.decode>>): void => {
      if (decoded.errors.length > 0) throw damaged(decoded.errors[0].message);
      const first = Math.max(0, skipped - decodedSamples);
      const end = Math.min(decoded.samplesDecoded, skipped + length - decodedSamples);
      decodedSamples += decoded.samplesDecoded;
      if (first < end) mixer.add(decoded.channelData.map((channel) => channel.subarray(first, end)));
    };
    const streamEnd = pages[pages.length - 1].end;
    let from = 0;
    for (const { end } of pages) {
      if (end - from < BATCH_BYTES && end < streamEnd) continue;
      add(await vorbis.decode(bytes.subarray(from, end)));
      from = end;
    }
    add(await vorbis.flush());
    return mixer.finish();
  });
}

interface Modes {
  /** Bits of a mode's number in a packet. */
  readonly bits: number;
  /** 1 for the long block, by mode. */
  readonly blockFlags: readonly number[];
}

/** Which block a packet of audio holds: 0 short, 1 long; undefined for any other packet. */
function blockFlag(packet: Uint8Array, { bits, blockFlags }: Modes): number | undefined {
  if (packet.length === 0 || (packet[0] & 1) !== 0) return undefined;
  return blockFlags[(packet[0] >>> 1) & (2 ** bits - 1)];
}

/** Bits of one mode: block flag, window type 0 (16), transform type 0 (16), mapping (8). */
const MODE_BITS = 41;

/**
 * The modes are what the setup header ends with. Before them lie code books that only a decoder can skip, so they
 * are read from the end: as many as the six bits before them count.
 */
function readModes(setup: Uint8Array): Modes | undefined {
  const bit = (at: number): number => (setup[at >>> 3] >>> (at & 7)) & 1;
  const number = (at: number, bits: number): number => {
    let value = 0;
    for (let i = 0; i < bits; i++) value += bit(at + i) * 2 ** i;
    return value;
  };
  let end = setup.length * 8 - 1;
  while (end > 0 && bit(end) === 0) end--; // the framing bit is the last one that is set
  let found: Modes | undefined;
  const flags: number[] = [];
  for (let at = end - MODE_BITS; at >= 62 && flags.length < 64; at -= MODE_BITS) {
    if (number(at + 1, 32) !== 0 || number(at + 33, 8) >= 64) break;
    flags.unshift(bit(at));
    // shorter counts may come out by chance: the longest list of modes counts
    if (number(at - 6, 6) + 1 === flags.length) {
      found = { bits: 32 - Math.clz32(flags.length - 1), blockFlags: [...flags] };
    }
  }
  return found;
}
