/** Numbers in [-1, 1) from an integer hash, the same in tools/golden/engine.py: weights and features of golden runs. */
export function hashed(salt: number, count: number): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: count }, (_, i) => {
    let h = (Math.imul(i + 1, 2654435761) + Math.imul(salt, 40503)) >>> 0;
    h ^= h >>> 15;
    h = Math.imul(h, 2246822519);
    h ^= h >>> 13;
    h = Math.imul(h, 3266489917);
    h ^= h >>> 16;
    return (h >>> 0) / 2 ** 31 - 1;
  });
}
