/** The voice source: the KLGLOTT88 pulse (Klatt & Klatt 1990, JASA 87, eq. 1) with jitter, shimmer and tilt. */
import type { Random } from "../base/random.ts";

export interface GlottisSettings {
  /** Open share of a period, 0 to 1. */
  readonly openQuotient: number;
  /** Standard deviation of a period, as a share of it. */
  readonly jitter: number;
  /** Standard deviation of a pulse's amplitude, as a share of it. */
  readonly shimmer: number;
}

export class Glottis {
  readonly #settings: GlottisSettings;
  readonly #sampleRate: number;
  readonly #random: Random;
  /** Samples since the pulse began, length of its period and of its open part. */
  #at = 0;
  #period = 0;
  #open = 0;
  #amplitude = 1;
  #flow = 0;

  constructor(settings: GlottisSettings, sampleRate: number, random: Random) {
    this.#settings = settings;
    this.#sampleRate = sampleRate;
    this.#random = random;
  }

  /** Whether air flows: aspiration noise is strongest then. */
  get isOpen(): boolean {
    return this.#at < this.#open;
  }

  /**
   * Change of the air flow over the next sample, -1 where the glottis snaps shut. The pulse
   * t² (1 - t) is differenced, not its derivative sampled: that averages over the sample and so aliases less.
   */
  next(f0Hz: number): number {
    this.#at += 1;
    if (this.#at >= this.#period) {
      this.#at -= this.#period;
      const { jitter, shimmer, openQuotient } = this.#settings;
      const sway = Math.max(-0.3, Math.min(0.3, jitter * this.#random.normal()));
      this.#period = (this.#sampleRate / f0Hz) * (1 + sway);
      this.#open = openQuotient * this.#period;
      this.#amplitude = Math.max(0, 1 + shimmer * this.#random.normal());
    }
    const t = this.#at / this.#open;
    const flow = t < 1 ? this.#amplitude * this.#open * t * t * (1 - t) : 0;
    const change = flow - this.#flow;
    this.#flow = flow;
    return change;
  }
}

/**
 * Coefficient d of the low pass y = (1 - d) x + d y' that is `tiltDb` down at 3 kHz.
 *
 * @param tiltDb - 0 or more
 */
export function tiltCoefficient(tiltDb: number, sampleRate: number): number {
  if (tiltDb <= 0) return 0;
  const power = 10 ** (-tiltDb / 10);
  const p = 1 - power * Math.cos((2 * Math.PI * 3000) / sampleRate);
  const q = 1 - power;
  return q / (p + Math.sqrt(p * p - q * q)); // the root below 1, stable for q near 0
}
