/** Folds inside a training side, which keep apart what the experiment's protocol keeps apart. */
import { createRandom } from "../../base/random.ts";
import type { Clip } from "../../corpus/corpus.ts";
import type { Overlaps } from "../../dataset/overlaps.ts";
import { type Columns, clipsOf, type Rows, withoutColumn } from "../../dataset/rows.ts";
import { type Apart, splits } from "../../dataset/split/index.ts";
import { separateTwins } from "../../dataset/twins.ts";

export interface InnerFold {
  readonly name: string;
  readonly train: Rows;
  /** The clips that are held out, without what is to be learnt. */
  readonly asked: {
    readonly clipIds: readonly string[];
    readonly enrol: readonly string[];
    readonly columns: ReadonlyMap<string, Columns>;
  };
}

/** What can be kept apart among rows: of one corpus alone its speakers, where they are known. */
export function apartAmong(rows: Pick<Rows, "keys" | "columns">, apart: Apart | null): Apart | null {
  if (apart !== "corpus") return apart;
  const values = (column: string): (string | undefined)[] =>
    clipsOf(rows).map((id) => rows.columns.get(id)?.[column]);
  if (new Set(values("corpus")).size > 1) return "corpus";
  const speakers = values("speaker");
  return speakers.includes(undefined) || new Set(speakers).size < 2 ? null : "speaker";
}

/**
 * Every clip of the rows is held out once. The same rows give the same folds, whichever learner asks.
 *
 * @throws ConfigError if the rows cannot be divided so
 */
export function innerFolds(
  rows: Rows,
  folds: number,
  {
    seed,
    apart,
    digests,
    overlaps,
  }: {
    readonly seed: number;
    readonly apart: Apart | null;
    readonly digests: ReadonlyMap<string, string>;
    readonly overlaps: Overlaps;
  },
): InnerFold[] {
  const kept = apartAmong(rows, apart);
  const clips = clipsOf(rows).map((id): Clip => {
    const { [rows.target]: label, ...columns } = rows.columns.get(id) ?? {};
    const unit = kept === null ? undefined : columns[kept];
    return {
      id,
      path: "",
      corpus: "",
      ...(label === undefined ? {} : { label }),
      ...(kept === null || unit === undefined ? {} : { [kept]: unit }),
    };
  });
  const split = splits.find(kept ?? "random");
  const dealt = split.split(
    clips,
    { folds, testShare: 1 / folds, copies: 0 },
    createRandom(seed).fork("inner"),
  );
  return separateTwins(dealt, digests, overlaps).folds.map((fold, i) => {
    const train = new Set(fold.train);
    return {
      name: `inner-${i + 1}`,
      train: { ...rows, keys: rows.keys.filter(({ clipId }) => train.has(clipId)) },
      // inside the training side nothing is scored, so that a speaker may be known by the very clips that are asked
      asked: {
        clipIds: fold.test,
        enrol: createRandom(seed)
          .fork(`inner/enrol/${i}`)
          .shuffle([...fold.test]),
        columns: withoutColumn(rows.columns, fold.test, rows.target),
      },
    };
  });
}
