/** Getting to know a voice while somebody speaks: what is silent or no speech is left out. */

import type { Audio } from "../audio/audio.ts";
import { speechActivity } from "../audio/speech.ts";
import type { Enrolment, Recogniser } from "../recogniser/index.ts";
import { RecentSamples } from "./recent-samples.ts";

/** As long as a recogniser's windows, so that statistics are of the same kind. */
const CLIP_SECONDS = 3;
/** A clip counts if so much of it has a voice. */
const LEAST_VOICED = 0.1;

export class Enroller {
  readonly #recogniser: Recogniser;
  readonly #sampleRate: number;
  readonly #clipSamples: number;
  readonly #wantedClips: number;
  readonly #recent: RecentSamples;
  readonly #clips: Audio[] = [];

  /**
   * @param sampleRate - Hz
   * @param seconds - of speech that are wanted; rounded up to clips of 3 s
   */
  constructor(recogniser: Recogniser, sampleRate: number, seconds: number) {
    this.#recogniser = recogniser;
    this.#sampleRate = sampleRate;
    this.#wantedClips = Math.ceil(seconds / CLIP_SECONDS);
    this.#clipSamples = Math.round(CLIP_SECONDS * sampleRate);
    this.#recent = new RecentSamples(this.#clipSamples);
  }

  /** Seconds in which somebody spoke. */
  get heardSeconds(): number {
    return this.#clips.length * CLIP_SECONDS;
  }

  get isDone(): boolean {
    return this.#clips.length >= this.#wantedClips;
  }

  push(samples: Float32Array): void {
    for (let at = 0; at < samples.length && !this.isDone; ) {
      const missing = this.#clipSamples - (this.#recent.count % this.#clipSamples);
      const taken = samples.subarray(at, at + missing);
      this.#recent.push(taken);
      at += taken.length;
      if (taken.length < missing) return;
      const clip = { samples: this.#recent.last(this.#clipSamples), sampleRate: this.#sampleRate };
      const { frames } = speechActivity(clip);
      if (frames.reduce((sum, one) => sum + one, 0) >= LEAST_VOICED * frames.length) this.#clips.push(clip);
    }
  }

  /** @throws ConfigError if nobody spoke, or the recogniser does not get to know speakers */
  enrol(): Promise<Enrolment> {
    return this.#recogniser.enrol(this.#clips);
  }
}
