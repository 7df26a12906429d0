/** Sound as programs and pages have it, brought to the one form in which it travels through Prosodia. */
import { AudioError } from "../base/errors.ts";
import type { Audio } from "./audio.ts";
import { decodeAudio } from "./decode.ts";
import { checkHeader, MonoMixer } from "./decoded.ts";
import { nameFormat } from "./name-format.ts";

/** What Web Audio gives: a DOM AudioBuffer is one. */
export interface SampledChannels {
  readonly numberOfChannels: number;
  /** Hz. */
  readonly sampleRate: number;
  getChannelData(channel: number): Float32Array;
}

/** Mono samples with their rate, an AudioBuffer, or the Blob or File of a recording. */
export type Sound = Audio | SampledChannels | Blob;

const EXPECTED = "expected { samples, sampleRate } with a Float32Array and Hz, an AudioBuffer, or a Blob";
/** To this rate a browser brings what it decodes: the one of what it records (Opus). */
const BROWSER_RATE = 48_000;

/**
 * Mono audio of any sound. A recording that no reader here takes (WebM, MP4: what browsers record) is decoded by the browser, where
 * there is one.
 *
 * @param sound - whatever a program hands over: what is no sound is told of
 * @param name - what errors call it; a File has a name of its own
 * @throws AudioError for what is no sound, is not finite, or cannot be decoded
 */
export async function audioOf(sound: unknown, name: string): Promise<Audio> {
  if (sound instanceof Blob) return decodeBlob(sound, "name" in sound ? String(sound.name) : name);
  if (isChannels(sound)) return mixed(sound, name);
  if (isSamples(sound)) {
    checkHeader({ ...sound, encoding: "samples", channels: 1, length: sound.samples.length }, name);
    const wrong = sound.samples.findIndex((sample) => !Number.isFinite(sample));
    if (wrong < 0) return sound;
    throw new AudioError(`${name}: sample ${wrong} is ${sound.samples[wrong]}; expected finite numbers.`);
  }
  throw new AudioError(`${name}: is no sound: ${EXPECTED}; got ${described(sound)}.`);
}

function isChannels(sound: unknown): sound is SampledChannels {
  return typeof sound === "object" && sound !== null && "getChannelData" in sound && "sampleRate" in sound;
}

function isSamples(sound: unknown): sound is Audio {
  if (typeof sound !== "object" || sound === null || !("samples" in sound && "sampleRate" in sound))
    return false;
  return sound.samples instanceof Float32Array && typeof sound.sampleRate === "number";
}

function mixed(buffer: SampledChannels, name: string): Audio {
  const { numberOfChannels: channels, sampleRate } = buffer;
  const block = Array.from({ length: channels }, (_, channel) => buffer.getChannelData(channel));
  const length = block[0]?.length ?? 0;
  const header = { encoding: "AudioBuffer", channels, sampleRate, length };
  checkHeader(header, name);
  const mixer = new MonoMixer(header, length, name);
  mixer.add(block);
  return mixer.finish().audio;
}

async function decodeBlob(blob: Blob, name: string): Promise<Audio> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  try {
    return (await decodeAudio(bytes, name)).audio;
  } catch (error) {
    if (!(error instanceof AudioError && nameFormat(bytes).isSound) || !("OfflineAudioContext" in globalThis))
      throw error;
    const context = new OfflineAudioContext(1, 1, BROWSER_RATE);
    const buffer = await context.decodeAudioData(bytes.buffer).catch(() => {
      throw error;
    });
    return mixed(buffer, name);
  }
}

function described(value: unknown): string {
  if (value instanceof Float32Array) return "a Float32Array without its rate";
  if (value instanceof Promise) return "a promise (is an await missing?)";
  if (value === null || typeof value !== "object") return String(value);
  const name = "constructor" in value ? value.constructor.name : "Object";
  return name === "Object"
    ? `an object with ${Object.keys(value).join(", ") || "nothing in it"}`
    : `a ${name}`;
}
