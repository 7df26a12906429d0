/** NumPy's .npy format, version 1.0, for arrays in C order. */

/** Element types by NumPy's names: little-endian float32, and text of so many code points. */
export type NpyType = "<f4" | `<U${number}`;

/**
 * What stands before the numbers.
 *
 * @param shape - length per axis, slowest first
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function npyHeader(type: NpyType, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const description = `{'descr': '${type}', 'fortran_order': False, 'shape': (${tuple}), }`;
  // Magic (6), version (2), header length (2), header, newline: together a multiple of 64.
  const headerBytes = Math.ceil((10 + description.length + 1) / 64) * 64 - 10;
  const header = `${description.padEnd(headerBytes - 1)}\n`;
  const bytes = new Uint8Array(10 + headerBytes);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, headerBytes & 0xff, headerBytes >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  return bytes;
}

/** The bytes of a .npy file of float32 numbers. */
export function encodeNpy(shape: readonly number[], data: Float32Array): Uint8Array<ArrayBuffer> {
  const header = npyHeader("<f4", shape);
  const bytes = new Uint8Array(header.length + data.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return bytes;
}

/** Texts as NumPy stores them: UTF-32, padded with zeros to the same number of code points. */
export function encodeTexts(texts: readonly string[], codePoints: number): Uint8Array<ArrayBuffer> {
  const units = new Uint32Array(texts.length * codePoints);
  texts.forEach((text, row) => {
    units.set(
      Array.from(text, (one) => one.codePointAt(0) ?? 0),
      row * codePoints,
    );
  });
  return new Uint8Array(units.buffer);
}
