/**
 * What a learner gives: graphs, and what feeds them. It is data that can be asked, audited and saved without the code that
 * made it; in particular, no code of a learner runs while it is tested.
 */
import type { Recipe } from "../features/recipe.ts";
import type { EpochReport } from "../models/model.ts";

/** A graph that a training made; it is kept where `fit` says, if the fit was asked to keep it. */
export interface TrainedFit {
  readonly kind: "trained";
  readonly labels: readonly string[];
  /** Names the training by everything that it depends on. */
  readonly fit: string;
  readonly input:
    | {
        readonly from: "audio";
        /** With a rate, and a number of frames or null. */
        readonly recipe: Recipe;
        /** Of a row. */
        readonly shape: readonly number[];
        readonly normalised: Normalised | null;
        /** Whether the graph has the input `frames`: how many frames of a row are real. */
        readonly countsFrames: boolean;
      }
    /** The members' probabilities, one after the other. */
    | { readonly from: "answers"; readonly members: readonly Fitted[] };
  readonly history: readonly EpochReport[];
  readonly seconds: number;
}

/** Features z-normalised group by group: the graph has the inputs `mean`, `scale` and `count` beside `features`. */
export interface Normalised {
  /** Whose clips belong together. */
  readonly column: string;
  /** By how many clips an asked group is known where it is measured. */
  readonly clips: number | "all";
  /** Of mean and scale, broadcast against a row of the features. */
  readonly shape: readonly number[];
}

/** A small graph over what its members say: `probabilities`, and `decision` where that differs from the arg max. */
export interface HeadFit {
  readonly kind: "head";
  readonly labels: readonly string[];
  readonly onnx: Uint8Array<ArrayBuffer>;
  readonly inputs: readonly HeadInput[];
  readonly decides: boolean;
}

export type HeadInput =
  | {
      readonly from: "member";
      /** Of the graph's input: float32 [n, label] for probabilities, int64 [n] for decisions. */
      readonly name: string;
      readonly member: Fitted;
      readonly output: "probabilities" | "decision";
    }
  | {
      readonly from: "column";
      /** Of the graph's input, float32 [n, value]: 1 at the clip's value, 0 elsewhere; NaN throughout where it is unknown. */
      readonly name: string;
      readonly column: string;
      readonly values: readonly string[];
    }
  | {
      readonly from: "leaning";
      /** Of the graph's input, float32 [group, label]: factors of what the member says of a group; NaN where not known. */
      readonly name: string;
      /** Whose answers to the group's clips tell. */
      readonly member: Fitted;
      /** Whose clips belong together. */
      readonly column: string;
      /** [label], how often each is right in a group. */
      readonly shares: readonly number[];
      /** In clips: a group known by n counts n / (n + shrinkage). */
      readonly shrinkage: number;
    };

export type Fitted = TrainedFit | HeadFit;

/** Whether it evens out what another says of a group's clips. */
export function isAligned(fitted: Fitted): boolean {
  return fitted.kind === "head" && fitted.inputs.some(({ from }) => from === "leaning");
}

/** Whether other clips of a group tell something of how a clip of it is answered. */
export function knowsGroups(fitted: Fitted): boolean {
  const isToGroup = ({ input }: TrainedFit) =>
    input.from === "audio" && input.normalised !== null && input.normalised.clips !== 0;
  return partsOf(fitted).some((part) => (part.kind === "trained" ? isToGroup(part) : isAligned(part)));
}

/** The fitted learners that one looks at directly, each once. */
export function membersOf(fitted: Fitted): Fitted[] {
  if (fitted.kind === "trained") return fitted.input.from === "answers" ? [...fitted.input.members] : [];
  return [...new Set(fitted.inputs.flatMap((input) => (input.from === "column" ? [] : [input.member])))];
}

/** It and all that it stands on, each once, what is looked at before what looks. */
export function partsOf(fitted: Fitted): Fitted[] {
  return [...new Set([...membersOf(fitted).flatMap(partsOf), fitted])];
}
