/** The contract of an augmentation: a clip's audio in, a changed copy out. Applied to training clips only. */
import type { z } from "zod";
import type { Audio } from "../audio/audio.ts";
import type { ParamsSchema } from "../base/params.ts";
import type { Random } from "../base/random.ts";

export interface Augmentation<S extends ParamsSchema = ParamsSchema, I extends string = string> {
  readonly kind: "augmentation";
  readonly id: I;
  readonly summary: string;
  readonly params: S;
  /** Said of one that leaves the generator alone: its copies are the same for every seed, and made once. */
  readonly deterministic?: true;
  /** A new audio; the input is not changed. Deterministic for a given generator state. */
  apply(audio: Audio, params: z.output<S>, random: Random): Audio;
}

export function defineAugmentation<const I extends string, S extends ParamsSchema>(
  augmentation: Omit<Augmentation<S, I>, "kind">,
): Augmentation<S, I> {
  return { kind: "augmentation", ...augmentation };
}
