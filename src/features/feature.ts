/** The contract of a feature: audio in, one array with named axes out. */
import type { z } from "zod";
import type { Audio } from "../audio/audio.ts";
import type { ParamsSchema } from "../base/params.ts";
import type { FeatureLayout } from "./layout.ts";

export const AXES = ["band", "coefficient", "descriptor", "frame", "bin", "imf"] as const;
export type Axis = (typeof AXES)[number];

export interface Feature {
  /** Slowest first: `["coefficient", "frame"]`, `["descriptor"]`. */
  readonly axes: readonly Axis[];
  /** One length per axis. */
  readonly shape: readonly number[];
  /** Row-major, always finite. */
  readonly data: Float32Array<ArrayBuffer>;
}

export interface FeatureDefinition<S extends ParamsSchema = ParamsSchema, I extends string = string> {
  readonly kind: "feature";
  /** File name = registry id. */
  readonly id: I;
  /** One line, with units. */
  readonly summary: string;
  /** Paper and reference implementation. */
  readonly source: string;
  readonly params: S;
  readonly axes: readonly Axis[];
  /** Hz, of a feature that brings every recording to one rate: it does not hear what lies above half of it. */
  readonly ownRate?: number;
  /** What is computed, in one or a few lines of plain text: for the documents. */
  readonly formula?: string;
  /**
   * How the feature of this audio is read; absent: rows and frames are counted. Only asked where extract succeeds.
   *
   * @param shape - of the feature
   */
  layout?(audio: Audio, params: z.output<S>, shape: readonly number[]): FeatureLayout;
  /**
   * @throws ConfigError for parameters that do not fit the sampling rate or each other
   * @throws AudioError for audio that is too short, where the feature cannot be defined on it
   */
  extract(audio: Audio, params: z.output<S>): Feature;
}

export function defineFeature<const I extends string, S extends ParamsSchema>(
  feature: Omit<FeatureDefinition<S, I>, "kind">,
): FeatureDefinition<S, I> {
  return { kind: "feature", ...feature };
}
