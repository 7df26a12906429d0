/** Measuring: outer folds over any learner. Every fold fits on its training side and is asked about its test side. */
import type { FoldSeen } from "../../dataset/audit.ts";
import { overlapsOf } from "../../dataset/overlaps.ts";
import type { Predictions } from "../../dataset/predictions.ts";
import { mergePredictions } from "../../dataset/predictions-table.ts";
import { type Rows, withoutColumn } from "../../dataset/rows.ts";
import { type Fitted, knowsGroups, membersOf, partsOf } from "../../learners/fitted.ts";
import type { LearnerSpec } from "../../learners/learner.ts";
import { walk } from "../../learners/spec.ts";
import type { EpochReport } from "../../models/model.ts";
import type { FoldSearch } from "../../report/search.ts";
import type { Prepared } from "../plan/prepare.ts";
import type { Services } from "../work/services.ts";
import { type FittedTree, fitTree } from "./fit-tree.ts";
import type { FitWork, Scope } from "./fit-work.ts";

export interface Measured {
  readonly spec: LearnerSpec;
  /** Pooled over the folds: every test clip once. */
  readonly predictions: Predictions;
  /** Of the learners that it looks at directly, where there are several: so too. */
  readonly members: readonly Predictions[];
  /** Of its trainings that have epochs, by fold. */
  readonly history: readonly { readonly fold: string; readonly epochs: readonly EpochReport[] }[];
  /** Of all trainings that it stands on, over all folds. */
  readonly fitSeconds: number;
  readonly seen: readonly FoldSeen[];
  /** Whether answers were given with other clips of the tested speaker, without labels, at hand. */
  readonly knowsSpeakers: boolean;
  /** What its learners said of their fits. */
  readonly notes: readonly string[];
  /** What they searched, by fold. */
  readonly searches: readonly FoldSearch[];
}

/** What all fits of a prepared experiment have in common. */
export function fitWork(
  { experiment, plan, set, warmStarts, featuresOf, packOf }: Prepared,
  services: Services,
  trainings: number,
): FitWork {
  return {
    services,
    seed: experiment.seed,
    threads: services.threadsFor(trainings),
    apart: plan.apart,
    digests: set.digests,
    overlaps: overlapsOf(set.clips),
    warmStarts,
    featuresOf,
    packOf,
  };
}

/**
 * @throws ModelError, ConfigError that names learner and fold, if something cannot be fitted
 */
export async function measure(prepared: Prepared, services: Services): Promise<Measured[]> {
  const { experiment, plan } = prepared;
  const trainings = experiment.learners.flatMap(walk).length * plan.rows.length;
  const work = fitWork(prepared, services, trainings);
  return Promise.all(
    experiment.learners.map(async (spec) => {
      const trees = await Promise.all(
        plan.rows.map(async ({ name, train, test, enrol }) => {
          const clipIds = test.map((row) => row.clipId);
          const scope: Scope = {
            name,
            // no code that is asked could look at a label: it is not there
            asked: {
              clipIds,
              enrol,
              columns: withoutColumn(prepared.columns, [...clipIds, ...enrol], "label"),
            },
            keep: false,
          };
          const tree = await fitTree(spec, rowsFor(prepared, train), scope, work);
          services.tell?.({ kind: "fold", learner: spec.name, fold: name });
          return { fold: name, tree };
        }),
      );
      return summarise(spec, trees);
    }),
  );
}

/** Rows to learn labels from. */
export function rowsFor({ set, columns }: Pick<Prepared, "set" | "columns">, keys: Rows["keys"]): Rows {
  const clips = new Set(keys.map(({ clipId }) => clipId));
  const known = new Map([...columns].filter(([id]) => clips.has(id)));
  return { keys, columns: known, target: "label", labels: set.labels, normalised: null };
}

function summarise(
  spec: LearnerSpec,
  folds: readonly { readonly fold: string; readonly tree: FittedTree }[],
): Measured {
  const pooled = (name: string, of: (tree: FittedTree) => Predictions) =>
    mergePredictions(
      name,
      folds.map(({ tree }) => of(tree)),
    );
  // a router says something else than its branches
  const alike = ({ fitted }: FittedTree): Fitted[] =>
    membersOf(fitted).filter(({ labels }) => labels.join("\n") === fitted.labels.join("\n"));
  const counts = folds.map(({ tree }) => alike(tree).length);
  // members that differ from fold to fold (in number) cannot be pooled
  const members = counts.every((count) => count === counts[0]) && counts[0] > 1 ? counts[0] : 0;
  const trained = folds.flatMap(({ fold, tree }) =>
    partsOf(tree.fitted).flatMap((part) => (part.kind === "trained" ? [{ fold, part }] : [])),
  );
  return {
    spec,
    predictions: pooled(spec.name, ({ fitted, answersOf }) => answersOf(fitted)),
    members: Array.from({ length: members }, (_, i) =>
      pooled(`member ${i + 1}`, (tree) => tree.answersOf(alike(tree)[i])),
    ),
    history: folds.flatMap(({ fold, tree: { fitted } }) =>
      fitted.kind === "trained" ? [{ fold, epochs: fitted.history }] : [],
    ),
    fitSeconds: trained.reduce((sum, { part }) => sum + part.seconds, 0),
    knowsSpeakers: folds.some(({ tree }) => knowsGroups(tree.fitted)),
    seen: folds.flatMap(({ fold, tree }) => tree.seen.map((one) => ({ ...one, fold }))),
    notes: folds.flatMap(({ tree }) => tree.notes),
    searches: folds.flatMap(({ fold, tree }) => tree.searches.map((one) => ({ fold, ...one }))),
  };
}
