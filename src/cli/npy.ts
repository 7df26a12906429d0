/** NumPy's .npy format, version 1.0, for float32 arrays in C order. */

/**
 * The bytes of a .npy file.
 *
 * @param shape - length per axis, slowest first
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function encodeNpy(shape: readonly number[], data: Float32Array): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`;
  // Magic (6), version (2), header length (2), header, newline: together a multiple of 64.
  const headerBytes = Math.ceil((10 + description.length + 1) / 64) * 64 - 10;
  const header = `${description.padEnd(headerBytes - 1)}\n`;
  const bytes = new Uint8Array(10 + headerBytes + data.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, headerBytes & 0xff, headerBytes >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + headerBytes);
  return bytes;
}
