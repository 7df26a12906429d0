/** Praat's TextGrid, in its long and its short text format: the labels that lie below a picture. */
import { CorpusError } from "../base/errors.ts";

export interface LabelTier {
  readonly name: string;
  /** Points begin where they end. */
  readonly labels: readonly { readonly from: number; readonly to: number; readonly text: string }[];
}

/** A quoted text; what is in brackets; or a number that is no part of a word. */
const TOKEN = /"((?:[^"]|"")*)"|\[\d*\]|(?<![\w.])(-?\d+(?:\.\d+)?(?:e-?\d+)?)(?![\w.])/gi;

/**
 * Both formats hold the same numbers and quoted texts in the same order: names before them and numbers in brackets are for people.
 *
 * @param path - names it in errors
 * @throws CorpusError if it is none
 * @see Praat manual, "TextGrid file formats"
 */
export function parseTextGrid(bytes: Uint8Array, path: string): LabelTier[] {
  const text = decodeText(bytes);
  const tokens = Array.from(text.matchAll(TOKEN), ([, quoted, number]): string | number | undefined =>
    quoted === undefined ? (number === undefined ? undefined : Number(number)) : quoted.replaceAll('""', '"'),
  ).filter((token) => token !== undefined);
  let at = 0;
  const fail = (): never => {
    throw new CorpusError(`${path}: expected a TextGrid of Praat as text.`, "In Praat: Save as text file.");
  };
  const word = (): string => {
    const token = tokens[at++];
    return typeof token === "string" ? token : fail();
  };
  const number = (): number => {
    const token = tokens[at++];
    return typeof token === "number" ? token : fail();
  };
  if (word() !== "ooTextFile" || word() !== "TextGrid") fail();
  number();
  number();
  return Array.from({ length: number() }, () => {
    const isPoints = word() === "TextTier";
    const name = word();
    number();
    number();
    const labels = Array.from({ length: number() }, () => {
      const from = number();
      const to = isPoints ? from : number();
      return { from, to, text: word() };
    });
    return { name, labels };
  });
}

/** Praat writes UTF-16 where a letter is beyond ASCII. */
function decodeText(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xfe && bytes[1] === 0xff
      ? "utf-16be"
      : bytes[0] === 0xff && bytes[1] === 0xfe
        ? "utf-16le"
        : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}
