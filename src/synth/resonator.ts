/** Second-order sections (Klatt 1980, section II.A): a formant, an antiformant, a band of noise. */

/** A formant: y = a x + b y' + c y'', gain 1 at 0 Hz. */
export class Resonator {
  #a = 1;
  #b = 0;
  #c = 0;
  #y1 = 0;
  #y2 = 0;

  tune(hz: number, bandwidthHz: number, sampleRate: number): void {
    this.#c = -Math.exp((-2 * Math.PI * bandwidthHz) / sampleRate);
    this.#b = 2 * Math.sqrt(-this.#c) * Math.cos((2 * Math.PI * hz) / sampleRate);
    this.#a = 1 - this.#b - this.#c;
  }

  next(x: number): number {
    const y = this.#a * x + this.#b * this.#y1 + this.#c * this.#y2;
    this.#y2 = this.#y1;
    this.#y1 = y;
    return y;
  }
}

/** The inverse of a formant: gain 1 at 0 Hz, a dip at its frequency. */
export class AntiResonator {
  #a = 1;
  #b = 0;
  #c = 0;
  #x1 = 0;
  #x2 = 0;

  tune(hz: number, bandwidthHz: number, sampleRate: number): void {
    const c = -Math.exp((-2 * Math.PI * bandwidthHz) / sampleRate);
    const b = 2 * Math.sqrt(-c) * Math.cos((2 * Math.PI * hz) / sampleRate);
    const a = 1 - b - c;
    this.#a = 1 / a;
    this.#b = -b / a;
    this.#c = -c / a;
  }

  next(x: number): number {
    const y = this.#a * x + this.#b * this.#x1 + this.#c * this.#x2;
    this.#x2 = this.#x1;
    this.#x1 = x;
    return y;
  }
}

/** A band pass: gain 1 at its frequency, 0 at 0 Hz and at half the sampling rate. */
export class BandPass {
  #a = 0;
  #b = 0;
  #c = 0;
  #x1 = 0;
  #x2 = 0;
  #y1 = 0;
  #y2 = 0;

  tune(hz: number, bandwidthHz: number, sampleRate: number): void {
    this.#c = -Math.exp((-2 * Math.PI * bandwidthHz) / sampleRate);
    this.#b = 2 * Math.sqrt(-this.#c) * Math.cos((2 * Math.PI * hz) / sampleRate);
    this.#a = (1 + this.#c) / 2;
  }

  next(x: number): number {
    const y = this.#a * (x - this.#x2) + this.#b * this.#y1 + this.#c * this.#y2;
    this.#x2 = this.#x1;
    this.#x1 = x;
    this.#y2 = this.#y1;
    this.#y1 = y;
    return y;
  }
}
