/**
 * In the audio thread: channels are mixed to one, and handed on in chunks through a port. A file without imports, since worklets are
 * loaded as they are.
 */
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: typeof AudioWorkletProcessor): void;

/** Samples; some hundredths of a second. */
const CHUNK = 2048;
/** What a processor is asked for at a time. */
const QUANTUM = 128;

class Listener extends AudioWorkletProcessor {
  #to: MessagePort | undefined;
  #chunk = new Float32Array(CHUNK);
  #count = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<MessagePort>) => {
      this.#to = data;
    };
  }

  process([channels]: readonly (readonly Float32Array[])[]): boolean {
    if (this.#to === undefined) return true;
    const length = channels[0]?.length ?? QUANTUM; // where nothing is connected, it is silent
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (const channel of channels) sum += channel[i];
      this.#chunk[this.#count++] = channels.length === 0 ? 0 : sum / channels.length;
      if (this.#count < CHUNK) continue;
      this.#to.postMessage(this.#chunk, [this.#chunk.buffer]);
      this.#chunk = new Float32Array(CHUNK);
      this.#count = 0;
    }
    return true;
  }
}

registerProcessor("prosodia-listener", Listener);
