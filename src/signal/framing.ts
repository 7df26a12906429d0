/** Fills `frame` with the samples that begin at `start`, which may be negative; zeros beyond both ends. */
export function cutFrame(samples: Float32Array | Float64Array, start: number, frame: Float64Array): void {
  const from = Math.min(frame.length, Math.max(0, -start));
  const to = Math.max(from, Math.min(frame.length, samples.length - start));
  frame.fill(0, 0, from);
  for (let n = from; n < to; n++) frame[n] = samples[start + n];
  frame.fill(0, to);
}
