/** In the page of bench/live.ts: a session that hears a recording over and over, as fast as it can. */
import { env } from "#onnxruntime";
import { decodeAudio } from "../../src/audio/decode.ts";
import { LiveSession, liveHopSeconds } from "../../src/live/session.ts";
import { loadRecogniser } from "../../src/recogniser/index.ts";
import { heardBy } from "./heard.ts";

const bytesOf = async (path: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await (await fetch(path)).arrayBuffer());

/** Starts listening; `window.heard` says how far it is, and how long hops took. */
async function begin(model: string, seconds: number, threads: number): Promise<void> {
  env.wasm.numThreads = threads;
  const recogniser = await loadRecogniser(await bytesOf(model));
  const { audio } = await decodeAudio(await bytesOf("talk.wav"), "talk.wav");
  const session = new LiveSession(recogniser, audio.sampleRate);
  const hopSamples = Math.round(liveHopSeconds(recogniser.info) * audio.sampleRate);
  await heardBy(session, audio, hopSamples, seconds, (heard) => Object.assign(window, { heard }));
}

// onnxruntime's threads load this file again
if (self.name === "") Object.assign(window, { begin });
