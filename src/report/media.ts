/** Sound and pictures that a report shows beside its numbers. */
import { confusionClips } from "./confusion-clips.ts";
import type { Sounds } from "./page.ts";
import type { Report } from "./report.ts";

export interface ReportMedia {
  readonly sounds: Sounds;
  /** Clip id -> its picture, an SVG document. */
  readonly pictures: ReadonlyMap<string, string>;
  /** Sound that had no room, in a sentence; null where there is all. */
  readonly leftOut: string | null;
}

export const NO_MEDIA: ReportMedia = { sounds: new Map(), pictures: new Map(), leftOut: null };

/** More rows of predictions than this make a page slow; the JSON report has them all. */
export const MOST_ROWS = 2000;

/** The clips that a report lets hear: the hardest first, then mistakes of the best, then of the others, then the rest. */
export function clipsToHear({ hardest, recognisers }: Report): string[] {
  const cells = recognisers.map(({ predictions }) =>
    confusionClips(predictions).map((clips, cell) => {
      const isRight = cell % (predictions.labels.length + 1) === 0;
      return { isRight, ids: clips.map(({ clipId }) => clipId) };
    }),
  );
  const inCells = (right: boolean): string[] =>
    cells.flatMap((own) => own.flatMap(({ isRight, ids }) => (isRight === right ? ids : [])));
  const hard = hardest.map(({ clipId }) => clipId);
  const listed = recognisers[0].predictions.clipIds.slice(0, MOST_ROWS);
  return [...new Set([...hard, ...inCells(false), ...inCells(true), ...listed])];
}
