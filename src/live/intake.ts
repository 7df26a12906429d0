/** What comes in at a worker, from one source of sound: it is answered as often as the worker can, a voice is got to know, and it is recorded. */
import { joined } from "../audio/joined.ts";
import type { Enrolment, Recogniser } from "../recogniser/index.ts";
import { Enroller } from "./enroller.ts";
import { type LiveOptions, LiveSession, type Moment } from "./session.ts";

/** What an intake tells, in order of time. */
export type IntakeTold =
  | { readonly kind: "moment"; readonly moment: Moment; readonly workMs: number }
  /** Samples of 16 bits, while it records. */
  | { readonly kind: "recorded"; readonly samples: Int16Array<ArrayBuffer> }
  | { readonly kind: "enrolling"; readonly heardSeconds: number }
  | { readonly kind: "enrolled"; readonly enrolment: Enrolment };

export class Intake {
  readonly #recogniser: Recogniser;
  readonly #sampleRate: number;
  readonly #session: LiveSession;
  readonly #tell: (told: IntakeTold) => void;
  readonly #fail: (error: unknown) => void;
  #waiting: Float32Array[] = [];
  #isBusy = false;
  #enroller: Enroller | undefined;
  isRecording = false;

  constructor(
    recogniser: Recogniser,
    sampleRate: number,
    options: LiveOptions,
    tell: (told: IntakeTold) => void,
    fail: (error: unknown) => void,
  ) {
    this.#recogniser = recogniser;
    this.#sampleRate = sampleRate;
    this.#session = new LiveSession(recogniser, sampleRate, options);
    this.#tell = tell;
    this.#fail = fail;
  }

  /** Takes the next samples. Those that come while it works wait for it; of what came meanwhile, the last hop is answered. */
  async hear(samples: Float32Array): Promise<void> {
    this.#waiting.push(samples);
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      while (this.#waiting.length > 0) {
        const heard = joined(this.#waiting);
        this.#waiting = [];
        await this.#take(heard);
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isBusy = false;
    }
  }

  know(enrolment: Enrolment | undefined): void {
    this.#session.know(enrolment);
  }

  /** Gets to know a voice from now on; no longer, if of no seconds. */
  enrol(seconds: number): void {
    this.#enroller = seconds > 0 ? new Enroller(this.#recogniser, this.#sampleRate, seconds) : undefined;
  }

  async #take(samples: Float32Array): Promise<void> {
    if (this.isRecording) this.#tell({ kind: "recorded", samples: steps16(samples) });
    const enroller = this.#enroller;
    if (enroller !== undefined) {
      const before = enroller.heardSeconds;
      enroller.push(samples);
      const { heardSeconds } = enroller;
      if (heardSeconds > before) this.#tell({ kind: "enrolling", heardSeconds });
      if (enroller.isDone) {
        this.#enroller = undefined;
        const enrolment = await enroller.enrol();
        this.know(enrolment);
        this.#tell({ kind: "enrolled", enrolment });
      }
    }
    const began = performance.now();
    for (const moment of await this.#session.push(samples, "last"))
      this.#tell({ kind: "moment", moment, workMs: performance.now() - began });
  }
}

function steps16(samples: Float32Array): Int16Array<ArrayBuffer> {
  return Int16Array.from(samples, (sample) =>
    Math.max(-0x8000, Math.min(0x7fff, Math.round(sample * 0x8000))),
  );
}
