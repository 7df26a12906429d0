/** What a session answers to a recording that is played over and over, and how long every hop takes: in Node and in a page. */
import type { Audio } from "../../src/audio/audio.ts";
import type { LiveSession } from "../../src/live/session.ts";

export interface Heard {
  readonly seconds: number;
  /** Of every hop with an answer, ascending. */
  readonly milliseconds: readonly number[];
  /** Of the recording's first time, [moment][label]; empty where there was no label. */
  readonly probabilities: readonly (readonly number[])[];
}

/** Hops between two reports. */
const REPORT_HOPS = 40;

export async function heardBy(
  session: LiveSession,
  { samples }: Audio,
  hopSamples: number,
  seconds: number,
  report: (heard: Heard) => void = () => undefined,
): Promise<Heard> {
  const milliseconds: number[] = [];
  const probabilities: number[][] = [];
  let at = 0;
  let heard: Heard = { seconds: 0, milliseconds, probabilities };
  for (let hop = 0; session.seconds < seconds; hop++) {
    const isFirstTime = at + hopSamples <= samples.length && probabilities.length === hop;
    const chunk = new Float32Array(hopSamples);
    for (let i = 0; i < hopSamples; i++) chunk[i] = samples[(at + i) % samples.length];
    at += hopSamples;
    const started = performance.now();
    const [moment] = await session.push(chunk);
    if (moment.label !== null) milliseconds.push(performance.now() - started);
    if (isFirstTime) probabilities.push(moment.label === null ? [] : Object.values(moment.probabilities));
    if (hop % REPORT_HOPS === 0) {
      heard = { seconds: session.seconds, milliseconds, probabilities };
      report(heard);
      await new Promise((next) => setTimeout(next, 0));
    }
  }
  heard = { seconds: session.seconds, milliseconds: milliseconds.toSorted((a, b) => a - b), probabilities };
  report(heard);
  return heard;
}
