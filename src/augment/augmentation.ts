/** The contract of an augmentation: a clip's audio in, a changed copy out. Applied to training clips only. */
import type { z } from "zod";
import type { Audio } from "../audio/audio.ts";
import type { ParamsSchema } from "../base/params.ts";
import type { Random } from "../base/random.ts";

export interface Augmentation<S extends ParamsSchema = ParamsSchema> {
  readonly id: string;
  readonly summary: string;
  readonly params: S;
  /** A new audio; the input is not changed. Deterministic for a given generator state. */
  apply(audio: Audio, params: z.output<S>, random: Random): Audio;
}

export function defineAugmentation<S extends ParamsSchema>(augmentation: Augmentation<S>): Augmentation<S> {
  return augmentation;
}
