/** Tags at both ends of a file: they hold titles and pictures, no sound, and are no damage. */

/** First byte after an ID3v2 tag (and the zeros that may pad it); 0 without one. */
export function leadingTagEnd(bytes: Uint8Array): number {
  if (textAt(bytes, 0, 3) !== "ID3" || bytes.length < 10) return 0;
  let at = id3v2End(bytes, 0);
  while (at < bytes.length && bytes[at] === 0) at++;
  return at;
}

/** The bytes without the ID3v1, APE and Lyrics3 tags that end them. */
export function withoutTrailingTags(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  for (;;) {
    const size = trailingTagSize(bytes, end);
    if (size <= 0 || size > end) return bytes.subarray(0, end);
    end -= size;
  }
}

/** Whether nothing but tags and zeros follows. */
export function isTrailer(bytes: Uint8Array, start: number): boolean {
  let at = start;
  while (at < bytes.length) {
    if (bytes[at] === 0) at++;
    else if (textAt(bytes, at, 4) === "TAG+") at += 227;
    else if (textAt(bytes, at, 3) === "TAG") at += 128;
    else if (textAt(bytes, at, 3) === "ID3" && at + 10 <= bytes.length) at = id3v2End(bytes, at);
    else if (textAt(bytes, at, 8) === "APETAGEX" && at + 32 <= bytes.length)
      at += 32 + uint32At(bytes, at + 12);
    else return false;
  }
  return at === bytes.length;
}

/** Byte behind an ID3v1 tag that begins here; `at` where none does. */
export function id3v1End(bytes: Uint8Array, at: number): number {
  return textAt(bytes, at, 3) === "TAG" && at + 128 <= bytes.length ? at + 128 : at;
}

function trailingTagSize(bytes: Uint8Array, end: number): number {
  if (end >= 128 && textAt(bytes, end - 128, 3) === "TAG") {
    return end >= 355 && textAt(bytes, end - 355, 4) === "TAG+" ? 355 : 128;
  }
  if (end >= 32 && textAt(bytes, end - 32, 8) === "APETAGEX") {
    // the size counts the footer; the highest flag tells of a header before it
    return uint32At(bytes, end - 20) + (bytes[end - 9] & 0x80 ? 32 : 0);
  }
  if (end >= 15 && textAt(bytes, end - 9, 9) === "LYRICS200") {
    const size = textAt(bytes, end - 15, 6);
    return /^\d{6}$/.test(size) ? Number(size) + 15 : 0;
  }
  return 0;
}

/** The size has four bytes of seven bits; flag bit 4 announces a footer of ten bytes. */
function id3v2End(bytes: Uint8Array, at: number): number {
  const size = (bytes[at + 6] << 21) | (bytes[at + 7] << 14) | (bytes[at + 8] << 7) | bytes[at + 9];
  return at + 10 + size + (bytes[at + 5] & 0x10 ? 10 : 0);
}

function uint32At(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
}

/** Bytes as Latin-1 letters; fewer where the file ends. */
export function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
