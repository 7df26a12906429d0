/** What is known of an encoder's file: enough to show it a clip, and to name what it gives. */
import { z } from "zod";

export const encoderInputSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("log-mel"),
    mels: z.int().min(1).max(256),
    /** Of 10 ms: the window is always as long. */
    frames: z.int().min(4).max(6000).multipleOf(2),
    /** Where zeros fill the window. */
    padding: z.enum(["start", "end"]),
    /** Whether the padded signal is brought to mean 0 and variance 1. */
    normalise: z.boolean(),
  }),
  z.strictObject({ kind: z.literal("waveform"), normalise: z.boolean() }),
]);
export type EncoderInput = z.output<typeof encoderInputSchema>;

export const encoderFileSchema = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  input: encoderInputSchema,
  /** The layers that the file tells, by their numbers; none if it tells its last one only. */
  layers: z.array(z.int().nonnegative()),
  /** Numbers per frame. */
  width: z.int().positive(),
});
export type EncoderFile = z.output<typeof encoderFileSchema>;
