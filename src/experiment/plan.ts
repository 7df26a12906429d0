/** The sides of every fold, made before anything is computed from the clips, and audited. */
import { createRandom } from "../base/random.ts";
import { type AuditInput, assertNoLeaks, auditFolds, type LeakFinding } from "../dataset/audit.ts";
import { type FoldRows, rowsOf } from "../dataset/rows.ts";
import { type Fold, splits } from "../dataset/split/index.ts";
import { type DroppedTwin, separateTwins } from "../dataset/twins.ts";
import type { ClipSet } from "./clips.ts";
import type { Experiment, RecogniserConfig } from "./config.ts";
import { copiesOf } from "./features.ts";

export interface Plan {
  readonly folds: readonly Fold[];
  /** Training clips that were left out because a test clip has the same audio. */
  readonly dropped: readonly DroppedTwin[];
  /** The rows of each fold for one recogniser. */
  rowsFor(recogniser: Pick<RecogniserConfig, "augment">): FoldRows[];
}

/**
 * @throws ConfigError if the protocol does not suit the clips
 */
export function planFolds(experiment: Experiment, set: ClipSet): Plan {
  const { protocol, folds: count, testShare, only } = experiment.split;
  const split = splits.find(protocol);
  const copies = Math.max(...Object.values(experiment.recognisers).map(copiesOf));
  const all = split.split(
    set.clips,
    { folds: count, testShare, copies },
    createRandom(experiment.seed).fork("split"),
  );
  const folds = only === undefined ? all : all.slice(0, only);
  const { folds: separated, dropped } = split.dropsTwins
    ? separateTwins(folds, set.digests)
    : { folds, dropped: [] };
  return {
    folds: separated,
    dropped,
    rowsFor(recogniser) {
      const copies = copiesOf(recogniser);
      return separated.map((fold) => rowsOf(fold, copies));
    },
  };
}

/**
 * Audits the rows that are really used.
 *
 * @param premise - begins the findings' messages
 * @returns the findings of a protocol that leaks on purpose; of any other there are none
 * @throws LeakError for any other protocol's findings
 */
export function audit(
  experiment: Experiment,
  set: ClipSet,
  folds: readonly FoldRows[],
  seen: Pick<AuditInput, "fittedOn" | "chosenOn"> = { fittedOn: [], chosenOn: [] },
  premise = "",
): LeakFinding[] {
  const split = splits.find(experiment.split.protocol);
  const findings = auditFolds({
    folds,
    clips: set.clips,
    digests: set.digests,
    apart: split.apart,
    ...seen,
  }).map((finding) => ({ ...finding, message: premise + finding.message }));
  if (!split.leaky) assertNoLeaks(findings);
  return findings;
}
