/** Where the windows of a stretch of speech lie. */

export interface Window {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/**
 * Windows from the beginning of speech on, as soon as it is known to go on long enough. Speech that is shorter than a window
 * takes in of the pauses around it what is missing, as the clips of corpora do.
 */
export class SpeechWindows {
  readonly #quietFrom: number;
  readonly #from: number;
  readonly #length: number;
  readonly #hop: number;
  #count = 0;

  /**
   * @param quietFrom - where the pause before began
   * @param from - where speech begins
   */
  constructor(quietFrom: number, from: number, windowSeconds: number, hopSeconds: number) {
    this.#quietFrom = quietFrom;
    this.#from = from;
    this.#length = windowSeconds;
    this.#hop = hopSeconds;
  }

  /** Those that end before a time up to which somebody speaks. */
  until(seconds: number): Window[] {
    const windows: Window[] = [];
    for (; this.#at(this.#count) + this.#length <= seconds; this.#count++) {
      const from = this.#at(this.#count);
      windows.push({ fromSeconds: from, toSeconds: from + this.#length });
    }
    return windows;
  }

  /**
   * Those that are left where speech ends: one more, at its very end, if more than half a hop is in none yet.
   *
   * @param quietTo - up to where the pause behind is known to last
   */
  end(seconds: number, quietTo: number): Window[] {
    const windows = this.until(seconds);
    if (this.#count === 0) return [this.#around(seconds, quietTo)];
    const reached = this.#at(this.#count - 1) + this.#length;
    if (seconds - reached <= this.#hop / 2) return windows;
    return [...windows, { fromSeconds: seconds - this.#length, toSeconds: seconds }];
  }

  #around(end: number, quietTo: number): Window {
    const missing = this.#length - (end - this.#from);
    const behind = Math.min(quietTo - end, missing / 2);
    const before = Math.min(this.#from - this.#quietFrom, missing - behind);
    return { fromSeconds: this.#from - before, toSeconds: end + behind };
  }

  #at(index: number): number {
    return this.#from + index * this.#hop;
  }
}
