/** Plays one clip at a time. */
import { encodeWav } from "../../../src/audio/wav.ts";
import type { KeptClip } from "./kept-clips.ts";

let playing: HTMLAudioElement | undefined;

export function play({ audio }: KeptClip): void {
  playing?.pause();
  const address = URL.createObjectURL(new Blob([encodeWav(audio)], { type: "audio/wav" }));
  const free = (): void => URL.revokeObjectURL(address);
  playing = new Audio(address);
  playing.onpause = free; // at its end too
  playing.play().catch(free); // as of one that the next interrupts before it began
}
