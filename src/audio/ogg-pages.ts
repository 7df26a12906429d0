/**
 * Pages and packets of an Ogg file. All is checked here (checksum, order, end mark), because the decoders leave out
 * a missing or damaged page silently.
 *
 * @see RFC 3533, The Ogg encapsulation format
 */
import { counted } from "../base/counted.ts";
import { AudioError } from "../base/errors.ts";
import { isTrailer } from "./tags.ts";

export interface OggPage {
  /** The packets that end on this page. */
  readonly packets: readonly Uint8Array[];
  /** Position of the last of them, counted in samples. */
  readonly granule: number;
  /** Byte behind the page. */
  readonly end: number;
}

/**
 * Walks all pages of the file.
 *
 * @returns the pages on which a packet ends
 * @throws AudioError if a page or packet is missing, damaged or cut short, or there is a second stream
 */
export function readPages(bytes: Uint8Array, name: string): readonly OggPage[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pages: OggPage[] = [];
  let serial: number | undefined;
  let open: Uint8Array[] = [];
  let isOpen = false;
  let ended = false;
  let page = 0;
  for (let at = 0; at < bytes.length && !(ended && isTrailer(bytes, at)); page++) {
    const broken = (what: string): AudioError =>
      new AudioError(
        `${name}: the Ogg data is cut short or damaged: ${what} at byte ${at}.`,
        "Copy or download it again.",
      );
    if (at + 27 > bytes.length || at + 27 + bytes[at + 26] > bytes.length) throw broken("half a page");
    if (view.getUint32(at) !== 0x4f676753) throw broken("no page");
    serial ??= view.getUint32(at + 14, true);
    if (ended || view.getUint32(at + 14, true) !== serial) {
      throw new AudioError(
        `${name}: a second Ogg stream begins at byte ${at}; expected one stream.`,
        "Save it as a file of its own.",
      );
    }
    if (view.getUint32(at + 18, true) !== page) throw broken(`page ${page} is missing`);
    const bodyAt = at + 27 + bytes[at + 26];
    const segments = bytes.subarray(at + 27, bodyAt);
    const end = segments.reduce((sum, size) => sum + size, bodyAt);
    if (end > bytes.length) throw broken("half a page");
    if (pageChecksum(bytes, at, end) !== view.getUint32(at + 22, true)) throw broken("a wrong checksum");
    if (((bytes[at + 5] & 1) !== 0) !== isOpen) throw broken("half a packet");
    const packets: Uint8Array[] = [];
    let from = bodyAt;
    let to = bodyAt;
    for (const size of segments) {
      to += size;
      isOpen = size === 255;
      if (isOpen) continue;
      packets.push(joined([...open, bytes.subarray(from, to)]));
      open = [];
      from = to;
    }
    if (to > from) open.push(bytes.subarray(from, to));
    ended = (bytes[at + 5] & 4) !== 0;
    const granule = Number(view.getBigInt64(at + 6, true));
    if (packets.length > 0) pages.push({ packets, granule, end });
    at = end;
  }
  if (!ended || isOpen) {
    throw new AudioError(
      `${name}: the Ogg data is cut short: the last of its ${counted(page, "page")} does not end the stream.`,
      "Copy or download it again.",
    );
  }
  return pages;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const CRC32 = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  return crc >>> 0;
});

/** Section 6: the checksum field itself counts as zero. */
export function pageChecksum(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0;
  for (let i = start; i < end; i++) {
    const byte = i >= start + 22 && i < start + 26 ? 0 : bytes[i];
    crc = (crc << 8) ^ CRC32[(crc >>> 24) ^ byte];
  }
  return crc >>> 0;
}
