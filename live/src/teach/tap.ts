/** In the sound thread: hands on what the microphone gives, some thousand samples at a time. */
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: typeof AudioWorkletProcessor): void;

const SAMPLES = 2048;

class Tap extends AudioWorkletProcessor {
  #samples = new Float32Array(SAMPLES);
  #count = 0;

  process([[channel]]: readonly (readonly Float32Array[])[]): boolean {
    for (const sample of channel ?? []) {
      this.#samples[this.#count++] = sample;
      if (this.#count < SAMPLES) continue;
      this.port.postMessage(this.#samples, [this.#samples.buffer]);
      this.#samples = new Float32Array(SAMPLES);
      this.#count = 0;
    }
    return true;
  }
}

registerProcessor("tap", Tap);
