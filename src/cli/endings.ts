/** Files that a command writes, by the endings of their names. */
import { extname } from "node:path";
import { ConfigError } from "../base/errors.ts";

/**
 * In small letters.
 *
 * @param option - "--out"
 * @param endings - that the command knows, as people write them: ".TextGrid"
 * @param hint - what to do about another one
 * @throws ConfigError for another one
 */
export function endingOf(option: string, path: string, endings: readonly string[], hint?: string): string {
  const ending = extname(path).toLowerCase();
  if (endings.some((one) => one.toLowerCase() === ending)) return ending;
  const known = endings.length === 1 ? endings[0] : `${endings.slice(0, -1).join(", ")} or ${endings.at(-1)}`;
  throw new ConfigError(`${option}: expected a file name that ends in ${known}, got "${path}".`, hint);
}

/** @throws ConfigError where there is such a name, and it ends in another way */
export function requireEnding(option: string, path: string | undefined, ending: string, hint?: string): void {
  if (path !== undefined) endingOf(option, path, [ending], hint);
}
