/** The sides of every fold, made before anything is computed from the clips, and audited. */
import { counted } from "../../base/counted.ts";
import { ConfigError } from "../../base/errors.ts";
import { createRandom } from "../../base/random.ts";
import type { Clip } from "../../corpus/corpus.ts";
import { assertNoLeaks, auditFolds, type FoldSeen, type LeakFinding } from "../../dataset/audit.ts";
import { type FoldRows, rowsOf } from "../../dataset/fold-rows.ts";
import { keptApart } from "../../dataset/kept-apart.ts";
import { overlapsOf } from "../../dataset/overlaps.ts";
import { columnsOf, valuesOf } from "../../dataset/rows.ts";
import { type Apart, type Fold, splits } from "../../dataset/split/index.ts";
import { setAside } from "../../dataset/split/set-aside.ts";
import { byCodeUnit } from "../../dataset/split/units.ts";
import { type DroppedTwin, separateTwins } from "../../dataset/twins.ts";
import type { ClipSet } from "../clips/clips.ts";
import { type Experiment, foldCount } from "../config/config.ts";
import { copiesOf, leavesOf } from "./leaves.ts";

export interface Plan {
  readonly folds: readonly Fold[];
  /** The rows of each fold, with as many copies as the recogniser that makes most. */
  readonly rows: readonly FoldRows[];
  /** What no fold has on both sides: the protocol sees to it, or the sides are so. */
  readonly apart: Apart | null;
  /** Training clips that were left out because a test clip has the same audio, or some of it. */
  readonly dropped: readonly DroppedTwin[];
  /** What the split does otherwise than the file asks: one sentence each. */
  readonly notes: readonly string[];
  /** Labels that are tested and that a fold cannot learn: one sentence each. */
  readonly missing: readonly string[];
}

/**
 * @throws ConfigError if the protocol does not suit the clips
 */
export function planFolds(experiment: Experiment, set: ClipSet): Plan {
  const { protocol, folds: asked, testShare, only, enrol, within } = experiment.split;
  const count = foldCount(experiment);
  const split = splits.find(protocol);
  const copies = Math.max(0, ...leavesOf(experiment.learners).map(({ params }) => copiesOf(params)));
  const random = createRandom(experiment.seed);
  const options = {
    folds: count,
    testShare,
    copies,
    ...(typeof asked === "number" ? {} : { tested: asked }),
  };
  const dealt =
    within === undefined
      ? split.split(set.clips, options, random.fork("split"))
      : groupsOf(set.clips, within).flatMap(({ value, clips }) =>
          split
            .split(clips, options, random.fork(`split/${value}`))
            .map((fold) => ({ ...fold, name: `${value}/${fold.name}` })),
        );
  const all = setAside(dealt, set.clips, enrol, random.fork("enrol"));
  const wanted = only === undefined ? all : all.slice(0, only);
  if (experiment.notSure !== undefined && (wanted.length < 2 || split.leaky)) {
    throw new ConfigError(
      `notSure: needs answers out of fold, of two folds at least; got ${split.leaky ? "the protocol" : `${counted(wanted.length, "fold")} of the protocol`} ${protocol}.`,
    );
  }
  const { folds, dropped } = split.dropsTwins
    ? separateTwins(wanted, set.digests, overlapsOf(set.clips))
    : { folds: wanted, dropped: [] };
  return {
    folds,
    dropped,
    rows: folds.map((fold) => rowsOf(fold, copies)),
    apart: keptApart(split, folds, set.clips),
    notes: split.apart !== null && all.length < count ? [fewerFolds(split.apart, all.length, count)] : [],
    missing: missingLabels(folds, set),
  };
}

function fewerFolds(apart: Apart, dealt: number, asked: number): string {
  return `split.folds: ${dealt} in place of ${asked}, one for each ${apart}: there are no more.`;
}

/**
 * The clips of each value of a column, in order of the values.
 *
 * @throws ConfigError that names clips without the column
 */
function groupsOf(clips: readonly Clip[], column: string): { value: string; clips: Clip[] }[] {
  const keys = clips.map(({ id }) => ({ clipId: id, copy: 0 }));
  const columns = new Map(clips.map((clip) => [clip.id, columnsOf(clip)]));
  const values = valuesOf("split.within", { keys, columns }, column);
  return [...new Set(values)]
    .toSorted(byCodeUnit)
    .map((value) => ({ value, clips: clips.filter((_, i) => values[i] === value) }));
}

/**
 * What is left to learn once twins and unreadable clips are gone.
 *
 * @throws ConfigError if a fold has fewer than two labels left to learn
 */
function missingLabels(folds: readonly Fold[], { clips }: ClipSet): string[] {
  const labels = new Map(clips.map(({ id, label }) => [id, label]));
  const labelsOf = (ids: readonly string[]): Set<string> =>
    new Set(ids.flatMap((id) => labels.get(id) ?? []));
  return folds.flatMap(({ name, train, test }) => {
    const learnt = labelsOf(train);
    if (learnt.size < 2) {
      throw new ConfigError(
        `${name}: ${learnt.size === 0 ? "no clip is" : `only clips of the label "${[...learnt].join()}" are`} left to train on; ` +
          "expected two labels or more: identical recordings are never on both sides.",
        "Look at the corpus: prosodia corpus inspect.",
      );
    }
    return [...labelsOf(test)]
      .filter((label) => !learnt.has(label))
      .map(
        (label) => `${name}: no clip of the label "${label}" is left to train on, though some are tested.`,
      );
  });
}

/**
 * Audits the rows that are really used, and what the parts that were fitted on them have seen.
 *
 * @returns the findings of a protocol that leaks on purpose; of any other there are none
 * @throws LeakError for any other protocol's findings
 */
export function audit(
  experiment: Experiment,
  set: ClipSet,
  folds: readonly FoldRows[],
  seen: readonly FoldSeen[] = [],
): LeakFinding[] {
  const split = splits.find(experiment.split.protocol);
  const findings = auditFolds({
    folds,
    clips: set.clips,
    digests: set.digests,
    apart: split.apart,
    spellingsApart: experiment.corpus.some(({ spellings }) => spellings === "apart"),
    seen,
  });
  if (!split.leaky) assertNoLeaks(findings);
  return findings;
}
