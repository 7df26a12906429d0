/** Options that take words with commas between them. */
import { InvalidArgumentError } from "commander";

/** @throws InvalidArgumentError for what is no such list, such as the path that should have followed it */
export function parseWordList(text: string): readonly string[] {
  const words = text.split(",");
  if (words.every((word) => /^[a-z0-9]+(-[a-z0-9]+)*$/i.test(word))) return words;
  throw new InvalidArgumentError("expected words with commas between them, such as mean,sd.");
}
