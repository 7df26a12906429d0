/** The recognisers at the leaves of trees of learners: what features are extracted for. */
import { canonicalJson } from "../../base/digest.ts";
import type { AugmentChoice, LearnerSpec } from "../../learners/learner.ts";
import { type RecogniserParams, recogniser } from "../../learners/recogniser.ts";
import { paramsOf, walk } from "../../learners/spec.ts";

export interface NamedRecogniser {
  readonly name: string;
  readonly params: RecogniserParams;
}

/** All recognisers of some trees, each once by its name and parameters. */
export function leavesOf(specs: readonly LearnerSpec[]): NamedRecogniser[] {
  const leaves = new Map<string, NamedRecogniser>();
  for (const spec of specs.flatMap(walk)) {
    if (spec.id !== recogniser.id) continue;
    leaves.set(canonicalJson(spec), { name: spec.name, params: recogniser.params.parse(paramsOf(spec)) });
  }
  return [...leaves.values()];
}

/** Copies per clip that a recogniser's augmentations make, beside the original. */
export function copiesOf({ augment }: { readonly augment: readonly AugmentChoice[] }): number {
  return augment.reduce((sum, step) => sum + step.copies, 0);
}
