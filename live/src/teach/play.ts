/** Plays one clip at a time. */
import { encodeWav } from "../../../src/audio/wav.ts";
import type { KeptClip } from "./kept-clips.ts";

let playing: HTMLAudioElement | undefined;

export function play({ audio }: KeptClip): void {
  playing?.pause();
  const address = URL.createObjectURL(new Blob([encodeWav(audio)], { type: "audio/wav" }));
  playing = new Audio(address);
  playing.onended = () => URL.revokeObjectURL(address);
  void playing.play();
}
