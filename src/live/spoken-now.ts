/** Whether somebody is speaking at the end of what was heard last, and since when. */
import type { Audio } from "../audio/audio.ts";
import { type NoSpeechReason, speechActivity } from "../audio/speech.ts";
import { type SpeechEvent, SpeechParts } from "../recogniser/index.ts";

/** The speech that goes on, or why there is none. */
export type SpokenNow =
  | { readonly fromSeconds: number }
  | { readonly reason: NoSpeechReason | "short"; readonly fromSeconds: number };

/** By the rules of long recordings: speech goes on over short pauses, and a syllable is too short to be answered. */
export function spokenNow(audio: Audio): SpokenNow {
  const { frames, loud, periodic } = speechActivity(audio);
  const parts = new SpeechParts();
  const events: SpeechEvent[] = [];
  for (let t = 0; t < frames.length; t++) events.push(...parts.push(frames[t], loud[t], periodic[t]));
  const goesOn = parts.spokenUntilSeconds !== undefined;
  events.push(...parts.finish(audio.samples.length / audio.sampleRate));
  const begin = events.findLast(({ kind }) => kind === "begin");
  const end = events.findLast(({ kind }) => kind === "end");
  if (goesOn && begin?.kind === "begin" && end?.kind === "end") {
    const { fromSeconds } = begin;
    return end.isShort ? { reason: "short", fromSeconds } : { fromSeconds };
  }
  const pause = events.findLast(({ kind }) => kind === "pause");
  return pause?.kind === "pause"
    ? { reason: pause.reason, fromSeconds: pause.fromSeconds }
    : { reason: "quiet", fromSeconds: 0 };
}
