/** Frames of voice activity, one after the other, made into parts in which somebody speaks and parts in which nobody does. */
import { type NoSpeechReason, noSpeechReason, SPEECH_FRAME_RATE_HZ } from "../../audio/speech.ts";

/** Speech goes on over pauses shorter than this: within a sentence, and where sounds have no voice. */
const PAUSE_FRAMES = 80;
/** Speech begins so long before its first voiced frame, and ends so long behind the last: consonants and breath. */
const EDGE_FRAMES = 25;
/** Less voice is no speech: now and then music does what a voice does. */
const LEAST_FRAMES = 8;
/** Less speech is too short to be answered, as by `assertSpeech`: a voiced frame counts with those around it by which it was told. */
const ANSWERABLE_FRAMES = 40;
const TOLD_BY_FRAMES = 11;
/** Where fewer frames are loud, it is quiet. */
const LOUD_SHARE = 0.1;

export type SpeechEvent =
  | {
      readonly kind: "pause";
      readonly fromSeconds: number;
      readonly toSeconds: number;
      readonly reason: NoSpeechReason;
    }
  /** Nobody spoke since `quietFromSeconds`. */
  | { readonly kind: "begin"; readonly quietFromSeconds: number; readonly fromSeconds: number }
  /** Nobody speaks up to `quietToSeconds` at least; the speech that ends was too short to be answered, or was not. */
  | {
      readonly kind: "end";
      readonly toSeconds: number;
      readonly quietToSeconds: number;
      readonly isShort: boolean;
    };

/** Sums over all frames up to one. */
interface Sums {
  readonly loud: number;
  readonly periodic: number;
}

interface Group {
  /** Frame at which its speech begins. */
  readonly from: number;
  /** Up to there. */
  readonly fromSums: Sums;
  /** Last frame with a voice. */
  last: number;
  voiced: number;
  /** Frames of speech. */
  spoken: number;
}

export class SpeechParts {
  #frame = 0;
  #sums: Sums = { loud: 0, periodic: 0 };
  /** Of the last frames: [0] those before frame `#frame - #recent.length + 1`. */
  readonly #recent: Sums[] = [this.#sums];
  /** Where the last speech ended. */
  #from = 0;
  #fromSums: Sums = this.#sums;
  #group: Group | undefined;

  /** Up to where it is sure that somebody speaks; undefined where nobody does. */
  get spokenUntilSeconds(): number | undefined {
    return this.#group !== undefined && this.#group.voiced >= LEAST_FRAMES
      ? secondsOf(this.#group.last)
      : undefined;
  }

  /** Takes the next frame; each of its three numbers is 1 or 0. */
  push(voiced: number, loud: number, periodic: number): SpeechEvent[] {
    const t = this.#frame;
    const events = voiced === 1 ? this.#hear(t) : this.#miss(t);
    this.#frame++;
    this.#sums = { loud: this.#sums.loud + loud, periodic: this.#sums.periodic + periodic };
    this.#recent.push(this.#sums);
    if (this.#recent.length > PAUSE_FRAMES + EDGE_FRAMES) this.#recent.shift();
    return events;
  }

  /** The recording ends there. */
  finish(endSeconds: number): SpeechEvent[] {
    const events: SpeechEvent[] = [];
    const group = this.#group;
    if (group !== undefined && group.voiced >= LEAST_FRAMES) {
      const to = group.last + EDGE_FRAMES;
      if (secondsOf(to) >= endSeconds) {
        const isShort = group.spoken < ANSWERABLE_FRAMES;
        return [{ kind: "end", toSeconds: endSeconds, quietToSeconds: endSeconds, isShort }];
      }
      events.push(this.#end(group, endSeconds));
    }
    if (endSeconds > secondsOf(this.#from)) {
      events.push({ ...this.#pause(this.#frame, this.#sums), toSeconds: endSeconds });
    }
    return events;
  }

  #hear(t: number): SpeechEvent[] {
    if (this.#group === undefined) {
      const from = Math.max(this.#from, t - EDGE_FRAMES);
      this.#group = { from, fromSums: this.#sumsBefore(from), last: t, voiced: 1, spoken: TOLD_BY_FRAMES };
      return [];
    }
    const group = this.#group;
    group.spoken += Math.min(t - group.last, TOLD_BY_FRAMES);
    group.last = t;
    if (++group.voiced !== LEAST_FRAMES) return [];
    const [quietFromSeconds, fromSeconds] = [secondsOf(this.#from), secondsOf(group.from)];
    const begin = { kind: "begin", quietFromSeconds, fromSeconds } as const;
    return group.from > this.#from ? [this.#pause(group.from, group.fromSums), begin] : [begin];
  }

  #miss(t: number): SpeechEvent[] {
    if (this.#group === undefined || t - this.#group.last < PAUSE_FRAMES) return [];
    const group = this.#group;
    this.#group = undefined;
    return group.voiced < LEAST_FRAMES ? [] : [this.#end(group, secondsOf(t))];
  }

  #end({ last, spoken }: Group, quietToSeconds: number): SpeechEvent {
    const to = last + EDGE_FRAMES;
    this.#from = to;
    this.#fromSums = this.#sumsBefore(to);
    return { kind: "end", toSeconds: secondsOf(to), quietToSeconds, isShort: spoken < ANSWERABLE_FRAMES };
  }

  #pause(to: number, { loud, periodic }: Sums): Extract<SpeechEvent, { kind: "pause" }> {
    const [loudHere, periodicHere] = [loud - this.#fromSums.loud, periodic - this.#fromSums.periodic];
    const isQuiet = loudHere < LOUD_SHARE * (to - this.#from);
    return {
      kind: "pause",
      fromSeconds: secondsOf(this.#from),
      toSeconds: secondsOf(to),
      reason: noSpeechReason(isQuiet ? 0 : loudHere, periodicHere),
    };
  }

  /** Over the frames before a recent one. */
  #sumsBefore(frame: number): Sums {
    return this.#recent[Math.max(0, this.#recent.length - 1 - (this.#frame - frame))];
  }
}

function secondsOf(frame: number): number {
  return frame / SPEECH_FRAME_RATE_HZ;
}
