/**
 * A recogniser that listens: samples come in chunks of any size, and every hop the window that ends there is answered, as
 * `predict` answers a recording of it. Memory is a window, however long it listens.
 */
import { peakDb, rmsDb } from "../audio/level.ts";
import { AudioError, ConfigError } from "../base/errors.ts";
import { networksOf } from "../features/recipe.ts";
import {
  assertAskedFor,
  type Enrolment,
  type Given,
  type Recogniser,
  type RecogniserInfo,
  type TimelinePart,
} from "../recogniser/index.ts";
import { RecentSamples } from "./recent-samples.ts";
import { spokenNow } from "./spoken-now.ts";

export interface LiveOptions {
  /** The longest window that is answered, 1 to 30 s; default 3, about as long as the clips of most corpora. */
  readonly windowSeconds?: number;
  /** From one answer to the next, at least 0.05 s and no more than a window; default 0.25, with an encoder 0.5. */
  readonly hopSeconds?: number;
  /** What is known beside the audio. */
  readonly given?: Given;
}

/**
 * What is heard where a hop ends: the answer for the speech that goes on, up to a window of it (`startSeconds` to
 * `endSeconds`), or why there is none.
 */
export type Moment = TimelinePart & {
  /** Of the hop, dB re full scale. */
  readonly levelDb: number;
  readonly peakDb: number;
  /** Hops before it that were not answered, since there was no time. */
  readonly skippedHops: number;
};

const WINDOW_SECONDS = 3;

/** Answers of a recogniser with an encoder cost more. */
export function liveHopSeconds({ inputs }: Pick<RecogniserInfo, "inputs">): number {
  const hasNetwork = inputs.some((input) => input.from === "audio" && networksOf(input.recipe).length > 0);
  return hasNetwork ? 0.5 : 0.25;
}

export class LiveSession {
  readonly #recogniser: Recogniser;
  readonly #sampleRate: number;
  readonly #windowSeconds: number;
  readonly #hopSeconds: number;
  readonly #recent: RecentSamples;
  #given: Given;
  /** Hops that are over. */
  #hops = 0;

  /**
   * @param sampleRate - Hz: whatever the microphone has
   * @throws ConfigError for wrong options; AudioError for a rate outside 1 kHz to 768 kHz
   */
  constructor(recogniser: Recogniser, sampleRate: number, options: LiveOptions = {}) {
    const { windowSeconds = WINDOW_SECONDS, hopSeconds = liveHopSeconds(recogniser.info) } = options;
    if (!(sampleRate >= 1000 && sampleRate <= 768_000)) {
      throw new AudioError(`the sampling rate is ${sampleRate} Hz; expected 1000 to 768000 Hz.`);
    }
    if (!(windowSeconds >= 1 && windowSeconds <= 30)) {
      throw new ConfigError(`windowSeconds: expected 1 to 30, got ${windowSeconds}.`);
    }
    if (!(hopSeconds >= 0.05 && hopSeconds <= windowSeconds)) {
      throw new ConfigError(
        `hopSeconds: expected 0.05 to ${windowSeconds} (a window's length), got ${hopSeconds}.`,
      );
    }
    this.#given = options.given ?? {};
    assertAskedFor(recogniser.info.inputs, this.#given);
    this.#recogniser = recogniser;
    this.#sampleRate = sampleRate;
    this.#windowSeconds = windowSeconds;
    this.#hopSeconds = hopSeconds;
    this.#recent = new RecentSamples(Math.round(windowSeconds * sampleRate));
  }

  get seconds(): number {
    return this.#recent.count / this.#sampleRate;
  }

  /**
   * Normalises to a voice from the next hop on; to an average one, if to none.
   *
   * @throws ConfigError if the enrolment is not of this recogniser
   */
  know(enrolment: Enrolment | undefined): void {
    const { enrolment: _, ...others } = this.#given;
    const given = enrolment === undefined ? others : { ...others, enrolment };
    assertAskedFor(this.#recogniser.info.inputs, given);
    this.#given = given;
  }

  /**
   * Takes the next samples, mono, and answers the hops that end in them. The next push waits until this one has answered.
   *
   * @param which - whoever has no time for all hops of a long chunk is told of the last one
   * @throws AudioError for samples that are not finite, or features of another shape than the recogniser was trained on
   */
  async push(samples: Float32Array, which: "all" | "last" = "all"): Promise<Moment[]> {
    const moments: Moment[] = [];
    let skippedHops = 0;
    assertFinite(samples, this.#recent.count);
    for (let at = 0; at < samples.length; ) {
      const missing = this.#sampleAt(this.#hops + 1) - this.#recent.count;
      const taken = samples.subarray(at, at + missing);
      this.#recent.push(taken);
      at += taken.length;
      if (taken.length < missing) break;
      this.#hops++;
      const hopsToCome = this.#recent.count + samples.length - at >= this.#sampleAt(this.#hops + 1);
      if (which === "last" && hopsToCome) skippedHops++;
      else moments.push(await this.#answer(skippedHops));
    }
    return moments;
  }

  async #answer(skippedHops: number): Promise<Moment> {
    const audio = this.#last(this.#windowSeconds);
    const hop = this.#last(this.#hopSeconds);
    const measured = { levelDb: rmsDb(hop), peakDb: peakDb(hop), skippedHops };
    const now = this.#given.anySound === true ? { fromSeconds: 0 } : spokenNow(audio);
    const from = Math.round(now.fromSeconds * this.#sampleRate);
    const endSeconds = this.seconds;
    const startSeconds = (this.#recent.count - audio.samples.length + from) / this.#sampleRate;
    const none = (reason: Extract<TimelinePart, { label: null }>["reason"]): Moment => ({
      ...{ startSeconds, endSeconds, label: null, reason },
      ...measured,
    });
    if ("reason" in now) return none(now.reason);
    const speech = {
      ...audio,
      samples: audio.samples.subarray(Math.round(now.fromSeconds * this.#sampleRate)),
    };
    try {
      const answer = await this.#recogniser.predict(speech, { ...this.#given, anySound: true });
      return { startSeconds, endSeconds, ...answer, ...measured };
    } catch (error) {
      const isWhole = endSeconds - startSeconds > this.#windowSeconds - 0.01;
      if (isWhole || !(error instanceof AudioError)) throw error;
      return none("short");
    }
  }

  #last(seconds: number): { samples: Float32Array<ArrayBuffer>; sampleRate: number } {
    const samples = this.#recent.last(Math.round(seconds * this.#sampleRate));
    return { samples, sampleRate: this.#sampleRate };
  }

  #sampleAt(hop: number): number {
    return Math.round(hop * this.#hopSeconds * this.#sampleRate);
  }
}

function assertFinite(samples: Float32Array, first: number): void {
  const wrong = samples.findIndex((sample) => !Number.isFinite(sample));
  if (wrong < 0) return;
  throw new AudioError(`sample ${first + wrong} is ${samples[wrong]}; expected finite numbers.`);
}
