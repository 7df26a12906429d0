/** Whether a recording's features lie where those of the training lie. */
import { z } from "zod";
import type { FeatureRow } from "./feature-rows.ts";
import type { RecogniserInfo } from "./info.ts";

/** What a recogniser file says of where its training rows lie. */
export const reachSchema = z.strictObject({
  inputs: z
    .array(
      z
        .strictObject({
          name: z.string().describe("input from audio"),
          mean: z
            .array(z.number())
            .min(1)
            .describe("of every number of a row; of an image, of its rows over time"),
          scale: z
            .array(z.number().nonnegative())
            .describe("1 / standard deviation; 0 of what never changes"),
        })
        .refine(({ mean, scale }) => mean.length === scale.length, "expected as many scales as means"),
    )
    .min(1),
  limit: z
    .number()
    .positive()
    .describe("distance that one in a hundred held-out clips of the training exceeds"),
  n: z.int().min(1).describe("clips that were held out"),
});
export type Reach = Readonly<z.output<typeof reachSchema>>;

/** Where a row lies: its numbers, or of an image [..., frame] the means of its rows over the frames. */
export function placeOf(data: Float32Array, shape: readonly number[]): Float64Array {
  if (shape.length < 2) return Float64Array.from(data);
  const frames = shape[shape.length - 1];
  return Float64Array.from({ length: data.length / frames }, (_, row) => {
    let sum = 0;
    for (let t = 0; t < frames; t++) sum += data[row * frames + t];
    return sum / frames;
  });
}

/**
 * Whether rows of features lie further out than 99 of 100 held-out clips of the training did; undefined where the file does not
 * tell where those lie.
 */
export function isFar({ inputs, trainedOn }: RecogniserInfo, row: FeatureRow): boolean | undefined {
  const { reach } = trainedOn;
  if (reach === undefined) return undefined;
  let [squares, count] = [0, 0];
  for (const { name, mean, scale } of reach.inputs) {
    const input = inputs.find((one) => one.name === name);
    if (input?.from !== "audio") continue;
    squares += squaresOf(placeOf(row[name], input.shape), { mean, scale });
    count += mean.length;
  }
  return Math.sqrt(squares / Math.max(1, count)) > reach.limit;
}

/** One sentence about a recording that is far from the training, by the share of its speech that is. */
export function farWarning({ name }: RecogniserInfo, farShare: number): string | undefined {
  if (farShare <= FAR_SHARE) return undefined;
  const what =
    farShare === 1 ? "the recording sounds" : `${Math.round(100 * farShare)} % of its speech sounds`;
  return (
    `${what} unlike what the recogniser "${name}" was trained on, more so than 99 of 100 clips that were held out of the ` +
    "training: its answer is not to be trusted."
  );
}

/** So much of a long recording may be far: one window in a hundred is by chance. */
const FAR_SHARE = 0.1;

/** Means and 1 / standard deviation of the numbers of a place. */
export interface PlaceScaler {
  readonly mean: ArrayLike<number>;
  readonly scale: ArrayLike<number>;
}

/** Sum over a place's numbers of their squared distances from the means, in standard deviations. */
export function squaresOf(place: Float64Array, { mean, scale }: PlaceScaler): number {
  let sum = 0;
  for (let i = 0; i < place.length; i++) sum += ((place[i] - mean[i]) * scale[i]) ** 2;
  return sum;
}
