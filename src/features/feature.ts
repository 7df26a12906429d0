/** The contract of a feature: audio in, one array with named axes out. */
import type { z } from "zod";
import type { Audio } from "../audio/audio.ts";
import type { ParamsSchema } from "../base/params.ts";
import type { Column } from "../functionals/index.ts";
import type { FeatureLayout } from "./layout.ts";
import type { NetworkFile, Networks } from "./network.ts";

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

/** What a definition says of the network behind it; `P` are the feature's parameters. */
export interface FeatureNetwork<P> {
  /** Of what the network gives. */
  readonly axes: readonly Axis[];
  /** The network's file by its SHA-256, and whether recognisers carry it. */
  fileOf(params: P): { readonly sha256: string; readonly embed: boolean };
  /**
   * The parameters with what the file is: needed once, before anything is computed.
   *
   * @param read - the file at a path; null stands for the one that comes with Prosodia
   * @throws ModelError if the file is no such network
   */
  settle(params: P, read: (path: string | null) => Promise<NetworkFile>): Promise<P>;
  /** The rows of what it gives, and how many frames there are of this audio. */
  layout(
    audio: Audio,
    params: P,
  ): { readonly rows: readonly Column[]; readonly frames: number; readonly frameRateHz: number };
  /** @throws AudioError for audio without a sample; ModelError if the network fails */
  run(audio: Audio, params: P, networks: Networks): Promise<Feature>;
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
  /** The frozen network behind the feature: `extract` then gives what it is shown, and the network the feature. */
  readonly network?: FeatureNetwork<z.output<S>>;
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
