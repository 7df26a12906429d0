/** Statistics over time of a feature that has frames: one vector of a length that does not depend on the clip's. */
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import {
  computeTable,
  type Functional,
  findFunctional,
  functionalOf,
  functionals,
  inPart,
} from "../functionals/index.ts";
import type { Feature } from "./feature.ts";

/** Those of which frames count need a mask, which a feature does not have. */
const OF_VALUES = functionals.list.filter((one) => one.parse(one.id)?.of !== "mask");
const WORDS = OF_VALUES.map(({ words }) => words).join(", ");

const functionalSchema = z
  .string()
  .refine((word) => findFunctional(word)?.of === "values", { error: `expected one of ${WORDS}` });

export const overTimeSchema = z.strictObject({
  functionals: z
    .array(functionalSchema)
    .min(1)
    .default(["mean", "sd"])
    .describe(`statistics per row: ${WORDS}`),
  parts: z
    .array(z.int().min(1).max(20))
    .min(1)
    .max(8)
    .default([1])
    .describe("into how many equal parts the clip is cut; [1, 3] is the whole and then its thirds"),
});
export type OverTime = z.output<typeof overTimeSchema>;

/**
 * Functionals of every row over the frames, [descriptor]: by part, then by functional, then by row. A part of fewer frames
 * than parts has one frame at least.
 *
 * @param feature - its last axis is the frames; the others are rows
 * @param frameRateHz - null where frames are no places in time
 * @throws ConfigError if the feature has no frames, or if a functional is in seconds and the frames are not
 */
export function overTime(feature: Feature, settings: OverTime, frameRateHz: number | null): Feature {
  assertFrames(feature.axes);
  const { data, shape } = feature;
  const frames = shape[shape.length - 1];
  const values = new Float64Array(data);
  const series = Array.from({ length: data.length / frames }, (_, row) => ({
    name: String(row),
    unit: null,
    values: values.subarray(row * frames, (row + 1) * frames),
    frameRateHz,
  }));
  const chosen = functionalsOf(settings);
  const numbers = new Float64Array(series.length * chosen.reduce((sum, { names }) => sum + names.length, 0));
  computeTable(series, chosen, numbers);
  return { axes: ["descriptor"], shape: [numbers.length], data: Float32Array.from(numbers) };
}

/** The functionals of the whole and of the parts, in their order. */
export function functionalsOf({ functionals: words, parts }: OverTime): Functional[] {
  const ofWhole = words.map(functionalOf);
  return parts.flatMap((count) =>
    count === 1 ? ofWhole : Array.from({ length: count }, (_, part) => inPart(ofWhole, part, count)),
  );
}

/** @throws ConfigError unless the last axis is the frames */
export function assertFrames(axes: Feature["axes"]): void {
  if (axes.at(-1) === "frame") return;
  throw new ConfigError(
    `overTime: the feature is [${axes.join(", ")}] and has no frames.`,
    "Leave overTime out.",
  );
}
