/** Recordings in the lengths that an ear hears at a time. */
import type { Audio } from "../audio/audio.ts";
import { peakDb, SILENT_PEAK_DB } from "../audio/level.ts";

/** Longer recordings are cut: an encoder hears the last few seconds only, and who speaks live is answered as often. */
const MOST_S = 4;

/** Pieces of equal length, without those that are silent; a recording that is short enough is its only piece. */
export function piecesOf({ samples, sampleRate }: Audio): Audio[] {
  const count = Math.max(1, Math.ceil(samples.length / (MOST_S * sampleRate)));
  const pieces = Array.from({ length: count }, (_, i) => ({
    samples: samples.subarray(
      Math.round((i * samples.length) / count),
      Math.round(((i + 1) * samples.length) / count),
    ),
    sampleRate,
  }));
  return count === 1 ? pieces : pieces.filter((piece) => peakDb(piece) >= SILENT_PEAK_DB);
}
