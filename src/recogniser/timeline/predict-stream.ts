/**
 * Long recordings answered over time. Samples come in chunks and are gone through in stretches of half a minute: the speech gate
 * tells where somebody speaks, windows of speech become features, those of a stretch are answered in one run of the graph.
 */
import type { Audio } from "../../audio/audio.ts";
import { SPEECH_FRAME_RATE_HZ, speechActivity } from "../../audio/speech.ts";
import { AudioError } from "../../base/errors.ts";
import type { FeatureRow } from "../feature-rows.ts";
import { assertAskedFor, givenRows } from "../given.ts";
import { isFar } from "../reach.ts";
import type { Recogniser } from "../recogniser.ts";
import { mergeParts } from "./merge.ts";
import { type AnsweredWindow, WindowShares } from "./shares.ts";
import { type SpeechEvent, SpeechParts } from "./speech-parts.ts";
import { type Stretch, stretchesOf } from "./stretches.ts";
import { type TimelineOptions, type TimelinePart, windowLengths } from "./timeline.ts";
import { SpeechWindows, type Window } from "./windows.ts";

/** Seconds around a stretch that the gate hears: more than what matters to a frame. */
const HEARD_SECONDS = 4;
/** Stretches whose features may be computed at once: threads are kept busy while the next one is listened to. */
const STRETCHES_AT_ONCE = 3;

/** What happens in a stretch, in order of time. */
type Item =
  | SpeechEvent
  | { readonly kind: "window"; readonly window: Window; readonly features: Promise<Computed> };

/** Failures travel as data: they are looked at in order of time, whatever is ready first. */
type Computed = { readonly row: FeatureRow } | { readonly error: unknown };

/**
 * Answers of a recogniser over time, one part per window, without gaps, as soon as they are known. A recording of any length
 * takes the memory of a few minutes; how large its chunks are does not change a bit.
 *
 * Speech is what the speech gate hears, up to pauses of 0.8 s; everything between is a part without a label, and with the reason.
 * Speech is answered in windows that overlap. A window's part is the time that is nearest to its middle, and its probabilities
 * are the medians over it and its two neighbours (see `WindowShares`). Its label is the most probable one.
 *
 * @param chunks - mono samples, in order
 * @param sampleRate - Hz
 * @throws ConfigError for wrong options; AudioError as `predict`, or for samples that are not finite
 */
export async function* predictStream(
  recogniser: Recogniser,
  chunks: AsyncIterable<Float32Array> | Iterable<Float32Array>,
  sampleRate: number,
  options: TimelineOptions = {},
): AsyncGenerator<TimelinePart> {
  const { windowSeconds } = windowLengths(options);
  assertAskedFor(recogniser.info.inputs, options.given ?? {});
  const listener = new Listener(recogniser, sampleRate, options);
  const answerer = new Answerer(recogniser, options);
  const waiting: Item[][] = [];
  const before = Math.ceil(windowSeconds) + HEARD_SECONDS;
  for await (const stretch of stretchesOf(chunks, sampleRate, before, HEARD_SECONDS)) {
    waiting.push(listener.hear(stretch));
    if (waiting.length >= STRETCHES_AT_ONCE) yield* await answerer.answer(waiting.shift() ?? []);
  }
  for (const items of waiting) yield* await answerer.answer(items);
}

/**
 * The same over a whole recording, as its segments: parts of the same label that follow each other are one.
 *
 * @throws as `predictStream`
 */
export async function predictTimeline(
  recogniser: Recogniser,
  audio: Audio,
  options: TimelineOptions = {},
): Promise<TimelinePart[]> {
  const segments: TimelinePart[] = [];
  const parts = predictStream(recogniser, [audio.samples], audio.sampleRate, options);
  for await (const segment of mergeParts(parts)) segments.push(segment);
  return segments;
}

/** From samples to windows of speech, whose features are on their way. */
class Listener {
  readonly #sampleRate: number;
  readonly #options: TimelineOptions;
  readonly #featuresOf: Recogniser["featuresOf"];
  readonly #parts = new SpeechParts();
  #windows: SpeechWindows | undefined;

  constructor(recogniser: Recogniser, sampleRate: number, options: TimelineOptions) {
    this.#sampleRate = sampleRate;
    this.#options = options;
    this.#featuresOf = options.featuresOf ?? recogniser.featuresOf;
  }

  hear(stretch: Stretch): Item[] {
    const items: Item[] = [];
    const { windowSeconds, hopSeconds } = windowLengths(this.#options);
    const add = (windows: readonly Window[] = []): void => {
      for (const window of windows) {
        items.push({ kind: "window", window, features: this.#compute(stretch, window) });
      }
    };
    const take = (events: readonly SpeechEvent[]): void => {
      for (const event of events) {
        if (event.kind === "begin") {
          const { quietFromSeconds, fromSeconds } = event;
          this.#windows = new SpeechWindows(quietFromSeconds, fromSeconds, windowSeconds, hopSeconds);
        } else if (event.kind === "end") {
          if (!event.isShort || this.#options.given?.anySound === true) {
            add(this.#windows?.end(event.toSeconds, event.quietToSeconds));
          }
          this.#windows = undefined;
        }
        items.push(event);
      }
    };
    const from = Math.max(0, stretch.fromSeconds - HEARD_SECONDS);
    const heard = stretch.samples(from, stretch.toSeconds + HEARD_SECONDS);
    const { frames, loud, periodic } = this.#activity(heard);
    const first = (stretch.fromSeconds - from) * SPEECH_FRAME_RATE_HZ;
    const end = stretch.isLast
      ? frames.length
      : first + (stretch.toSeconds - stretch.fromSeconds) * SPEECH_FRAME_RATE_HZ;
    for (let t = first; t < end; t++) take(this.#parts.push(frames[t], loud[t], periodic[t]));
    if (stretch.isLast) take(this.#parts.finish(stretch.toSeconds));
    else add(this.#windows?.until(this.#parts.spokenUntilSeconds ?? 0));
    return items;
  }

  #activity(samples: Float32Array<ArrayBuffer>): ReturnType<typeof speechActivity> {
    if (this.#options.given?.anySound !== true) {
      return speechActivity({ samples, sampleRate: this.#sampleRate });
    }
    const frames = 1 + Math.floor((samples.length / this.#sampleRate) * SPEECH_FRAME_RATE_HZ);
    const all = new Uint8Array(frames).fill(1);
    return { frames: all, loud: all, periodic: all };
  }

  #compute(stretch: Stretch, { fromSeconds, toSeconds }: Window): Promise<Computed> {
    const samples = stretch.samples(fromSeconds, toSeconds);
    return this.#featuresOf({ samples, sampleRate: this.#sampleRate }).then(
      (row) => ({ row }),
      (error: unknown) => ({ error }),
    );
  }
}

/** From windows to parts. */
class Answerer {
  readonly #recogniser: Recogniser;
  readonly #given: Record<string, Float32Array>;
  readonly #windowSeconds: number;
  #shares: WindowShares | undefined;

  constructor(recogniser: Recogniser, options: TimelineOptions) {
    this.#recogniser = recogniser;
    this.#given = givenRows(recogniser.info.inputs, options.given ?? {});
    this.#windowSeconds = windowLengths(options).windowSeconds;
  }

  async answer(items: readonly Item[]): Promise<TimelinePart[]> {
    const windows = (await this.#answerWindows(items)).values();
    const parts: TimelinePart[] = [];
    for (const item of items) {
      if (item.kind === "pause") {
        const { fromSeconds: startSeconds, toSeconds: endSeconds, reason } = item;
        parts.push({ startSeconds, endSeconds, label: null, reason });
      } else if (item.kind === "begin") {
        this.#shares = new WindowShares(this.#recogniser.info, item.fromSeconds);
      } else if (item.kind === "window") {
        const { value } = windows.next();
        if (value !== undefined) parts.push(...(this.#shares?.push(value) ?? []));
      } else {
        parts.push(...(this.#shares?.end(item.toSeconds) ?? []));
        this.#shares = undefined;
      }
    }
    return parts;
  }

  /** All windows of a stretch in one run of the graph. */
  async #answerWindows(items: readonly Item[]): Promise<AnsweredWindow[]> {
    const computed: { readonly window: Window; readonly row: FeatureRow | undefined }[] = [];
    for (const item of items) {
      if (item.kind !== "window") continue;
      const found = await item.features;
      if ("error" in found) this.#assertShort(item.window, found.error);
      computed.push({ window: item.window, row: "row" in found ? found.row : undefined });
    }
    const rows = computed.flatMap(({ row }) => (row === undefined ? [] : [row]));
    if (rows.length === 0) return computed.map(({ window }) => ({ ...window, probabilities: undefined }));
    const inputs = { ...stacked(rows), ...this.#given };
    const { probabilities } = await this.#recogniser.predictRows(inputs, rows.length);
    const { info } = this.#recogniser;
    const k = info.labels.length;
    let at = 0;
    return computed.map(({ window, row }) => {
      if (row === undefined) return { ...window, probabilities: undefined };
      const far = isFar(info, row);
      return {
        ...window,
        probabilities: probabilities.subarray(at++ * k, at * k),
        ...(far === undefined ? {} : { far }),
      };
    });
  }

  /** What is shorter than a window may be too short for features; anything else that goes wrong is thrown. */
  #assertShort({ fromSeconds, toSeconds }: Window, error: unknown): void {
    const isShort = toSeconds - fromSeconds < this.#windowSeconds - 1e-6;
    if (!(isShort && error instanceof AudioError)) throw error;
  }
}

/** Rows below each other, input by input. */
function stacked(rows: readonly FeatureRow[]): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(rows[0]).map(([name, first]) => {
      const all = new Float32Array(rows.length * first.length);
      for (const [i, row] of rows.entries()) all.set(row[name], i * first.length);
      return [name, all];
    }),
  );
}
