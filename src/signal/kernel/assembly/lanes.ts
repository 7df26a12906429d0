/**
 * Vectors whose lanes are frames: lane l of every vector belongs to frame l of a block, so that one instruction does
 * the same step of four frames in float32 (T = f32) or of two in float64 (T = f64).
 */

/** Bytes of one vector. */
export const VECTOR: usize = 16;

/** Bytes of one complex value of a block: its real and its imaginary vector. */
export const COMPLEX: usize = 32;

/** Frames of one block. */
@inline
export function lanes<T>(): usize {
  return VECTOR / sizeof<T>();
}
