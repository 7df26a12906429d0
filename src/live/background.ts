/** A recogniser in a worker, for pages: it answers as the one of `loadRecogniser` does, and the page goes on meanwhile. */
import { audioOf, type Sound } from "../audio/sound.ts";
import { ModelError, reviveError } from "../base/errors.ts";
import type {
  Given,
  Prediction,
  RecogniserInfo,
  RecogniserSource,
  TimelineOptions,
  TimelinePart,
} from "../recogniser/index.ts";
import type { Asked, Told } from "./messages.ts";

const RELEASED = "the recogniser was closed before it answered. Ask one that is open.";

type Answer<K extends Told["kind"]> = Extract<Told, { kind: K }>;

export class BackgroundRecogniser {
  readonly #worker: Worker;
  readonly #listeners = new Map<number, (told: Told) => void>();
  #asked = 0;
  #isReleased = false;
  #info: RecogniserInfo | undefined;

  constructor() {
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Told>) =>
      this.#listeners.get(data.id)?.(data),
    );
    this.#worker.addEventListener("error", (event) => {
      const message = `the worker of the recogniser cannot be run: ${event.message || "its file was not found"}.`;
      for (const id of this.#listeners.keys()) this.#fail(id, message);
    });
  }

  get info(): RecogniserInfo {
    if (this.#info === undefined) throw new ModelError("no recogniser was opened.");
    return this.#info;
  }

  async open(source: RecogniserSource): Promise<void> {
    // addresses are the page's, not the worker's
    const absolute =
      source instanceof URL || typeof source === "string" ? new URL(source, document.baseURI).href : source;
    this.#info = (await this.#ask("opened", { kind: "open", source: absolute })).info;
  }

  /** @throws as `Recogniser.predict` */
  async predict(sound: Sound, given: Given = {}): Promise<Prediction> {
    const audio = await audioOf(sound, "the audio");
    return (await this.#ask("predicted", { kind: "predict", audio, given })).prediction;
  }

  /** @throws as `predictTimeline` */
  async timeline(
    sound: Sound,
    options: Omit<TimelineOptions, "featuresOf"> = {},
  ): Promise<readonly TimelinePart[]> {
    const audio = await audioOf(sound, "the audio");
    return (await this.#ask("timeline", { kind: "timeline", audio, options })).parts;
  }

  /** Asks for something that is answered more than once: the number that it goes by. */
  follow(listener: (told: Told) => void): number {
    const id = ++this.#asked;
    this.#listeners.set(id, listener);
    return id;
  }

  unfollow(id: number): void {
    this.#listeners.delete(id);
  }

  send(asked: Asked, transfer: Transferable[] = []): void {
    if (this.#isReleased) this.#fail(asked.id, RELEASED);
    else this.#worker.postMessage(asked, transfer);
  }

  /** Ends the worker: whatever was asked, or is asked from now on, fails. */
  release(): void {
    this.#worker.terminate();
    this.#isReleased = true;
    for (const id of this.#listeners.keys()) this.#fail(id, RELEASED);
    this.#listeners.clear();
  }

  #fail(id: number, message: string): void {
    this.#listeners.get(id)?.({ kind: "failed", id, name: "ModelError", message });
  }

  #ask<K extends Told["kind"]>(kind: K, asked: Unnumbered<Asked>): Promise<Answer<K>> {
    return new Promise((resolve, reject) => {
      const id = this.follow((told) => {
        this.unfollow(id);
        if (isOf(told, kind)) resolve(told);
        else if (told.kind === "failed") reject(reviveError(told.name, told.message));
      });
      this.send({ ...asked, id });
    });
  }
}

type Unnumbered<T> = T extends unknown ? Omit<T, "id"> : never;

function isOf<K extends Told["kind"]>(told: Told, kind: K): told is Answer<K> {
  return told.kind === kind;
}

/**
 * Opens a recogniser in a worker.
 *
 * @param source - its address (of a page: relative to it), its Blob or File, or its bytes
 * @throws ModelError as `loadRecogniser`
 */
export async function openInBackground(source: RecogniserSource): Promise<BackgroundRecogniser> {
  const recogniser = new BackgroundRecogniser();
  try {
    await recogniser.open(source);
  } catch (error) {
    recogniser.release();
    throw error;
  }
  return recogniser;
}
