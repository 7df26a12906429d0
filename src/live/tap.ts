/** What a page hears, taken off in the audio thread: samples of a stream, or of a node of Web Audio, mixed to one channel. */
import { AudioError, ModelError } from "../base/errors.ts";

export interface Tap {
  /** Hz: of the samples. */
  readonly sampleRate: number;
  /** Chunks of samples go to this port from now on. */
  flowTo(port: MessagePort): void;
  /** The source is left as it is. */
  close(): Promise<void>;
}

/**
 * @param source - a stream with an audio track, or a node of Web Audio
 * @throws AudioError if the stream has no sound; ModelError if the audio thread's part cannot be loaded
 */
export async function openTap(source: MediaStream | AudioNode): Promise<Tap> {
  if (source instanceof AudioNode) return tapOf(source, async () => undefined);
  const context = contextFor(trackOf(source));
  const close = (): Promise<void> => context.close();
  try {
    return await tapOf(context.createMediaStreamSource(source), close);
  } catch (error) {
    await close();
    throw error;
  }
}

export function trackOf(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getAudioTracks();
  if (track === undefined) throw new AudioError("the stream has no sound: expected one with an audio track.");
  return track;
}

async function tapOf(node: AudioNode, close: () => Promise<void>): Promise<Tap> {
  const { context } = node;
  const listener = await listenerOf(context);
  let isFlowing = false;
  return {
    sampleRate: context.sampleRate,
    flowTo(port) {
      listener.port.postMessage(port, [port]);
      isFlowing = true;
      node.connect(listener).connect(context.destination); // silent: it is what makes the audio thread ask
    },
    close() {
      if (isFlowing) node.disconnect(listener);
      listener.disconnect();
      return close();
    },
  };
}

/** Of the microphone's own rate, so that nothing is resampled but by the recogniser. */
function contextFor(track: MediaStreamTrack): AudioContext {
  const { sampleRate } = track.getSettings();
  try {
    return new AudioContext(sampleRate === undefined ? {} : { sampleRate });
  } catch {
    return new AudioContext();
  }
}

async function listenerOf(context: BaseAudioContext): Promise<AudioWorkletNode> {
  try {
    await context.audioWorklet.addModule(new URL("./worklet.js", import.meta.url));
    return new AudioWorkletNode(context, "prosodia-listener");
  } catch {
    throw new ModelError("the part that runs in the audio thread cannot be loaded: its file was not found.");
  }
}
