/** Options that assign: `--set key=value`, once per key. */
import { InvalidArgumentError } from "commander";

export type Assignments = Readonly<Record<string, unknown>>;

/**
 * Adds one to those before: its value is JSON where it parses as JSON, else text.
 *
 * @throws InvalidArgumentError if there is no key or no "=", or a list or an object that is no JSON
 */
export function addAssignment(word: string, before: Assignments = {}): Assignments {
  const at = word.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("expected key=value.");
  return { ...before, [word.slice(0, at)]: parseValue(word.slice(at + 1)) };
}

/** Adds one word to those before, for options that are given once per word. */
export function addWord(word: string, before: readonly string[] = []): readonly string[] {
  return [...before, word];
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (!/^\s*[[{]/.test(text)) return text;
    throw new InvalidArgumentError('expected a list or an object as JSON, such as {"protocol": "random"}.');
  }
}
