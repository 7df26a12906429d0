/**
 * Labels that people gave by ear, in a table beside a corpus that stays as it is: id, label, bad, annotator, at. A later row of the
 * same annotator on the same clip replaces an earlier one; a row that says nothing takes it back.
 */
import { CorpusError } from "../base/errors.ts";
import { didYouMean } from "../base/registry.ts";
import type { Clip } from "./corpus.ts";
import { parseTable, readText } from "./table.ts";

export const CORRECTION_COLUMNS = ["id", "label", "bad", "annotator", "at"] as const;

/** What one annotator last said of one clip. */
export interface Opinion {
  readonly clipId: string;
  readonly annotator: string;
  /** Absent where only the recording was judged. */
  readonly label?: string;
  /** Not to be learnt from: broken, or not what it should be. */
  readonly bad: boolean;
  /** "labels.csv, line 3". */
  readonly where: string;
}

/** @throws CorpusError that names file and line */
export async function readOpinions(path: string): Promise<Opinion[]> {
  return parseOpinions(await readText(path), path);
}

/**
 * @param path - names the text in errors
 * @throws CorpusError that names file and line
 */
export function parseOpinions(text: string, path: string): Opinion[] {
  const { columns, rows } = parseTable(text, path, (header) => header);
  for (const column of ["id", "label"]) {
    if (columns.includes(column)) continue;
    throw new CorpusError(
      `${path}: the column "${column}" is missing; expected ${CORRECTION_COLUMNS.join(", ")}, got ${columns.join(", ")}.`,
    );
  }
  const last = new Map<string, Opinion | undefined>();
  for (const { where, cell } of rows) {
    const clipId = cell("id");
    if (clipId === "") throw new CorpusError(`${where}: the id is empty; expected that of a clip.`);
    const said = cell("bad").toLowerCase();
    if (!["", "yes", "no"].includes(said)) {
      throw new CorpusError(`${where}: the column "bad" says "${cell("bad")}"; expected yes or no.`);
    }
    const [label, annotator, bad] = [cell("label"), cell("annotator"), said === "yes"];
    const isNothing = label === "" && !bad;
    const opinion = { clipId, annotator, ...(label === "" ? {} : { label }), bad, where };
    last.set(JSON.stringify([clipId, annotator]), isNothing ? undefined : opinion);
  }
  return [...last.values()].flatMap((opinion) => opinion ?? []);
}

/**
 * The clips as the opinions have them: the label that most annotators give, the given one where that is a tie; without the clips
 * that more than half of those who heard them call bad.
 *
 * @throws CorpusError that names the line, if there is no such clip
 */
export function corrected(
  clips: readonly Clip[],
  opinions: readonly Opinion[],
): { readonly clips: Clip[]; readonly changed: number; readonly bad: number } {
  const known = new Set(clips.map(({ id }) => id));
  const byClip = new Map<string, Opinion[]>();
  for (const opinion of opinions) {
    const { clipId, where } = opinion;
    if (!known.has(clipId)) {
      throw new CorpusError(
        `${where}: the corpus has no clip "${clipId}".`,
        didYouMean(clipId, [...known].slice(0, MOST_COMPARED)) ?? "Is it the table of another corpus?",
      );
    }
    byClip.set(clipId, [...(byClip.get(clipId) ?? []), opinion]);
  }
  let [changed, bad] = [0, 0];
  const kept = clips.flatMap((clip) => {
    const own = byClip.get(clip.id);
    if (own === undefined) return [clip];
    if (2 * own.filter((one) => one.bad).length > own.length) {
      bad++;
      return [];
    }
    const label = mostGiven(own.flatMap((one) => one.label ?? [])) ?? clip.label;
    if (label === undefined || label === clip.label) return [clip];
    changed++;
    return [{ ...clip, label }];
  });
  return { clips: kept, changed, bad };
}

/** Names are compared with so many at most. */
const MOST_COMPARED = 5000;

/** Undefined where there is none, or two are given equally often. */
function mostGiven(labels: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const first = [...counts].filter(([, count]) => count === most);
  return first.length === 1 ? first[0][0] : undefined;
}
