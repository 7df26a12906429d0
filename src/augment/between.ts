/** What a copy draws from a range. */
import { ConfigError } from "../base/errors.ts";
import type { Random } from "../base/random.ts";

/**
 * An evenly distributed number of a range.
 *
 * @param where - the augmentation's id, for the error
 * @param range - the parameters that begin with `min` and `max`, in this order
 * @throws ConfigError for a range the wrong way round
 */
export function between(where: string, range: Readonly<Record<string, number>>, random: Random): number {
  const [[minKey, min], [maxKey, max]] = Object.entries(range);
  if (min > max) {
    throw new ConfigError(
      `augmentation ${where}: ${minKey}: expected at most ${maxKey} (${max}), got ${min}.`,
    );
  }
  return min + (max - min) * random.uniform();
}
