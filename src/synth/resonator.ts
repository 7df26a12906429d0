/**
 * Second-order sections (Klatt 1980, section II.A): a formant, an antiformant, a band of noise. The first two glide:
 * stepping their coefficients from frame to frame would be heard, above all at high sampling rates.
 */

/** [b, c] of the pole pair exp(-πB/fs ± 2πiF/fs) in y = a x + b y' + c y''. */
function polePair(hz: number, bandwidthHz: number, sampleRate: number): [b: number, c: number] {
  const radius = Math.exp((-Math.PI * bandwidthHz) / sampleRate);
  return [2 * radius * Math.cos((2 * Math.PI * hz) / sampleRate), -radius * radius];
}

/** A formant: y = (1 - b - c) x + b y' + c y'', gain 1 at 0 Hz. */
export class Resonator {
  #b = 0;
  #c = 0;
  #stepB = 0;
  #stepC = 0;
  #y1 = 0;
  #y2 = 0;

  /** Takes the coefficients evenly to the new place in so many samples; 0 jumps there and stays. */
  glide(hz: number, bandwidthHz: number, sampleRate: number, samples: number): void {
    const [b, c] = polePair(hz, bandwidthHz, sampleRate);
    if (samples === 0) {
      this.#b = b;
      this.#c = c;
    }
    this.#stepB = samples === 0 ? 0 : (b - this.#b) / samples;
    this.#stepC = samples === 0 ? 0 : (c - this.#c) / samples;
  }

  next(x: number): number {
    this.#b += this.#stepB;
    this.#c += this.#stepC;
    const y = (1 - this.#b - this.#c) * x + this.#b * this.#y1 + this.#c * this.#y2;
    this.#y2 = this.#y1;
    this.#y1 = y;
    return y;
  }
}

/** The inverse of a formant: y = (x - b x' - c x'') / (1 - b - c), gain 1 at 0 Hz, a dip at its frequency. */
export class AntiResonator {
  #b = 0;
  #c = 0;
  #stepB = 0;
  #stepC = 0;
  #x1 = 0;
  #x2 = 0;

  /** As Resonator.glide. */
  glide(hz: number, bandwidthHz: number, sampleRate: number, samples: number): void {
    const [b, c] = polePair(hz, bandwidthHz, sampleRate);
    if (samples === 0) {
      this.#b = b;
      this.#c = c;
    }
    this.#stepB = samples === 0 ? 0 : (b - this.#b) / samples;
    this.#stepC = samples === 0 ? 0 : (c - this.#c) / samples;
  }

  next(x: number): number {
    this.#b += this.#stepB;
    this.#c += this.#stepC;
    const y = (x - this.#b * this.#x1 - this.#c * this.#x2) / (1 - this.#b - this.#c);
    this.#x2 = this.#x1;
    this.#x1 = x;
    return y;
  }
}

/** A band pass: gain about 1 at its frequency, 0 at 0 Hz and at half the sampling rate. */
export class BandPass {
  #b = 0;
  #c = 0;
  #x1 = 0;
  #x2 = 0;
  #y1 = 0;
  #y2 = 0;

  tune(hz: number, bandwidthHz: number, sampleRate: number): void {
    [this.#b, this.#c] = polePair(hz, bandwidthHz, sampleRate);
  }

  next(x: number): number {
    const y = ((1 + this.#c) / 2) * (x - this.#x2) + this.#b * this.#y1 + this.#c * this.#y2;
    this.#x2 = this.#x1;
    this.#x1 = x;
    this.#y2 = this.#y1;
    this.#y1 = y;
    return y;
  }
}
