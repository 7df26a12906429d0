/** Which of the samples that an Ogg stream decodes to are sound: its pages state positions, its packets durations. */
import { cutShort, tooMuch } from "./decoded.ts";

export interface PagePosition {
  /** Position of the end of the page's last packet, in samples. */
  readonly granule: number;
  /** Samples per channel that the packets which end on the page add. */
  readonly samples: number;
}

export interface Extent {
  /** Samples per channel to leave out at the start. */
  readonly skipped: number;
  /** Samples per channel of sound. */
  readonly length: number;
}

/**
 * The last page's position cuts the end; the first page's may say that the stream starts late (a cut out of a
 * broadcast) or, where it is not the last, that its first samples are no sound.
 *
 * @param preSkip - samples at the start that the decoder needs to run in
 * @throws AudioError if the packets are fewer than the positions promise, or more than the last page can cut
 */
export function extentOf(pages: readonly PagePosition[], preSkip: number, name: string): Extent {
  const first = pages.at(0);
  const last = pages.at(-1);
  if (first === undefined || last === undefined) return { skipped: 0, length: 0 };
  const held = pages.reduce((sum, page) => sum + page.samples, 0);
  const early = first.samples - first.granule;
  const skippedEarly = pages.length > 1 ? Math.max(0, early) : 0;
  const startsAt = Math.max(0, -early);
  const end = last.granule - startsAt + skippedEarly;
  if (end > held) throw cutShort(name, end, held);
  if (held - end > last.samples) throw tooMuch(name, Math.max(0, end));
  const skipped = Math.max(preSkip, skippedEarly);
  return { skipped, length: Math.max(0, end - skipped) };
}
