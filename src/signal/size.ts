/** The limit on arrays, so that a setting that asks for too much ends in a sentence. */
import { ConfigError } from "../base/errors.ts";

/** 2^28 numbers: 2 GiB in float64. */
export const MAX_NUMBERS = 2 ** 28;

/**
 * Checks the size of an array before it is made.
 *
 * @param keys - the parameters that decide it: "hopSamples, nMels"
 * @param what - "the mel spectrogram"
 * @throws ConfigError if there are more than 2^28 numbers
 */
export function checkSize(keys: string, what: string, numbers: number, hint: string): void {
  if (numbers > MAX_NUMBERS) {
    throw new ConfigError(
      `${keys}: ${what} would hold ${numbers} numbers; expected at most ${MAX_NUMBERS}.`,
      hint,
    );
  }
}
