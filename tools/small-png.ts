/** Pictures of pages with 256 colours at most: they are flat, and a third as large so. */
import { deflateSync } from "node:zlib";
import { decode } from "fast-png";

const MOST_COLOURS = 256;
const FLAT_COLOURS = 80;

/** The same picture as an indexed PNG: frequent colours stay, others become the nearest of those that are kept. */
export function smallPng(png: Uint8Array): Uint8Array {
  const { width, height, channels, data } = decode(png);
  const keyAt = (pixel: number): number =>
    (data[pixel * channels] << 16) | (data[pixel * channels + 1] << 8) | data[pixel * channels + 2];
  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < width * height; pixel++) {
    const key = keyAt(pixel);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const palette = paletteOf(counts);
  const exact = new Map(palette.map((key, i) => [key, i]));
  const places = new Map([...counts.keys()].map((key) => [key, exact.get(key) ?? nearest(key, palette)]));
  const rows = new Uint8Array(height * (width + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = places.get(keyAt(y * width + x)) ?? 0;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // 8 bits, indexed
  const parts = [
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flatMap((key) => [key >> 16, (key >> 8) & 255, key & 255]))),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...parts]);
}

/** Flat colours as they are; of shades one for each small part of all colours that has most of them. */
function paletteOf(counts: ReadonlyMap<number, number>): number[] {
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).map(([key]) => key);
  const flat = frequent.slice(0, FLAT_COLOURS);
  const parts = new Map<number, { key: number; count: number }>();
  for (const key of frequent.slice(FLAT_COLOURS)) {
    const part = key & 0xf0f0f0;
    const before = parts.get(part);
    // the first is the most frequent of its part
    parts.set(part, { key: before?.key ?? key, count: (before?.count ?? 0) + (counts.get(key) ?? 0) });
  }
  const shades = [...parts.values()].sort((a, b) => b.count - a.count).map(({ key }) => key);
  return [...flat, ...shades].slice(0, MOST_COLOURS);
}

function nearest(key: number, palette: readonly number[]): number {
  const distance = (other: number): number =>
    ((key >> 16) - (other >> 16)) ** 2 +
    (((key >> 8) & 255) - ((other >> 8) & 255)) ** 2 +
    ((key & 255) - (other & 255)) ** 2;
  let best = 0;
  for (let i = 1; i < palette.length; i++) if (distance(palette[i]) < distance(palette[best])) best = i;
  return best;
}

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc(body), body.length + 4);
  return framed;
}

/** CRC-32 as PNG has it. */
function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}
