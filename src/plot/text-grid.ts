/** Praat's TextGrids as the labels that lie below a picture. */
import { CorpusError } from "../base/errors.ts";
import { parseTextGrid as parseTiers } from "../base/text-grid.ts";

export interface LabelTier {
  readonly name: string;
  /** Points begin where they end. */
  readonly labels: readonly { readonly from: number; readonly to: number; readonly text: string }[];
}

/**
 * @param path - names it in errors
 * @throws CorpusError if it is none
 */
export function parseTextGrid(bytes: Uint8Array, path: string): LabelTier[] {
  const tiers = parseTiers(bytes, () => {
    throw new CorpusError(`${path}: expected a TextGrid of Praat as text.`, "In Praat: Save as text file.");
  });
  return tiers.map(({ name, intervals, points }) => ({
    name,
    labels: [
      ...intervals.map(({ startSeconds, endSeconds, text }) => ({
        from: startSeconds,
        to: endSeconds,
        text,
      })),
      ...points.map(({ seconds, text }) => ({ from: seconds, to: seconds, text })),
    ],
  }));
}
