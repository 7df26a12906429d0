/** The last samples of a stream, and no more of it. */
export class RecentSamples {
  readonly #ring: Float32Array<ArrayBuffer>;
  #count = 0;

  /** @param most - samples that are kept */
  constructor(most: number) {
    this.#ring = new Float32Array(most);
  }

  /** Of the stream, from its beginning. */
  get count(): number {
    return this.#count;
  }

  push(samples: Float32Array): void {
    const most = this.#ring.length;
    const kept = samples.subarray(Math.max(0, samples.length - most));
    const at = (this.#count + samples.length - kept.length) % most;
    const first = kept.subarray(0, most - at);
    this.#ring.set(first, at);
    this.#ring.set(kept.subarray(first.length), 0);
    this.#count += samples.length;
  }

  /** A copy of the stream's last samples: as many as are asked for, or as there are. */
  last(count: number): Float32Array<ArrayBuffer> {
    const most = this.#ring.length;
    const length = Math.min(count, most, this.#count);
    const samples = new Float32Array(length);
    const from = (this.#count - length) % most;
    const first = this.#ring.subarray(from, from + length);
    samples.set(first);
    samples.set(this.#ring.subarray(0, length - first.length), first.length);
    return samples;
  }
}
