/** The layout of a feature, told by its definition or counted. */
import type { Audio } from "../audio/audio.ts";
import type { ParamsSchema } from "../base/params.ts";
import type { FeatureDefinition } from "./feature.ts";
import { counting, type FeatureLayout } from "./layout.ts";

/**
 * The layout that the definition tells, or rows and frames by their numbers.
 *
 * @param shape - of the feature of this audio
 */
export function layoutOf(
  definition: FeatureDefinition,
  audio: Audio,
  params: Parameters<FeatureDefinition<ParamsSchema>["extract"]>[1],
  shape: readonly number[],
): FeatureLayout {
  const told = definition.layout?.(audio, params, shape);
  if (told !== undefined) return told;
  const { id, axes } = definition;
  const hasFrames = axes.at(-1) === "frame";
  const lengths = hasFrames ? shape.slice(0, -1) : shape;
  const groups = lengths.length > 1 ? lengths[0] : 1;
  const rows = lengths.reduce((product, length) => product * length, 1) / groups;
  const scale = {
    name: axes.slice(groups > 1 ? 1 : 0, lengths.length).join(", "),
    unit: null,
    at: counting(1, rows),
  };
  return {
    frames: hasFrames ? { name: "frame", unit: null, first: 0, step: 1 } : null,
    parts: counting(1, groups).map((group) => ({
      name: groups === 1 ? id : `${axes[0]} ${group}`,
      scale,
      value: { name: "value", unit: null },
    })),
  };
}
