/** Options that count. */
import { InvalidArgumentError } from "commander";

/** @throws InvalidArgumentError unless it is a whole number above 0 */
export function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError("expected a whole number above 0.");
}
