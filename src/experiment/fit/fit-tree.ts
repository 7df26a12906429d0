/**
 * Fits trees of learners. Every learner gets a context of its own, which fits children, answers out of fold and sends trainings
 * to the pool; it also writes down which clips each part was given, so that the audit trusts no learner's word. The recursion
 * stays here: a worker never waits for another.
 */
import { counted } from "../../base/counted.ts";
import { ConfigError, LeakError, ModelError } from "../../base/errors.ts";
import type { Seen } from "../../dataset/audit.ts";
import type { Predictions } from "../../dataset/predictions.ts";
import { createPredictions, mergePredictions } from "../../dataset/predictions-table.ts";
import { rowId } from "../../dataset/row-key.ts";
import { clipsOf, type Rows } from "../../dataset/rows.ts";
import { type Fitted, partsOf } from "../../learners/fitted.ts";
import { learners } from "../../learners/index.ts";
import type { FitContext, LearnerSpec, Training } from "../../learners/learner.ts";
import type { Search } from "../../learners/search/trial.ts";
import { paramsOf } from "../../learners/spec.ts";
import { type FitInput, type FitResult, fitJob } from "../jobs/fit.ts";
import { type InnerFold, innerFolds } from "../plan/inner-folds.ts";
import { leavesOf } from "../plan/leaves.ts";
import { clipsKnownTo } from "../plan/warm-starts.ts";
import type { Effort } from "../work/timings.ts";
import { answerHead } from "./answer-head.ts";
import { askFit } from "./ask-fit.ts";
import { fitInput } from "./fit-input.ts";
import type { FitWork, Scope } from "./fit-work.ts";

/** A search of one of the learners of a tree. */
export interface LearnerSearch extends Search {
  readonly learner: string;
}

/** A tree that was fitted and asked. */
export interface FittedTree {
  readonly fitted: Fitted;
  /** What every part of it has seen. */
  readonly seen: readonly Seen[];
  /** What its learners said of their fits; not of those on inner folds. */
  readonly notes: readonly string[];
  /** What its learners searched; not those on inner folds. */
  readonly searches: readonly LearnerSearch[];
  /** Answers to the asked clips, of it and of whatever it stands on. */
  answersOf(fitted: Fitted): Predictions;
}

/**
 * Fits a learner on rows and asks it about others, which it never sees while it is fitted.
 *
 * @throws ModelError, ConfigError that names learner and scope, if the rows cannot be fitted
 * @throws LeakError if a learner asks for rows that it was not given
 */
export async function fitTree(
  spec: LearnerSpec,
  rows: Rows,
  scope: Scope,
  work: FitWork,
): Promise<FittedTree> {
  const answers = new Map<Fitted, Predictions>();
  const notes: string[] = [];
  const searches: LearnerSearch[] = [];
  const answersOf = (fitted: Fitted): Predictions => {
    const own = answers.get(fitted);
    if (own === undefined) throw new Error(`${spec.name}, ${scope.name}: a fitted part was not asked`);
    return own;
  };

  async function fitLearner(learner: LearnerSpec, given: Rows): Promise<{ fitted: Fitted; seen: Seen[] }> {
    const seen: Seen[] = [{ what: learner.name, how: "fitted", clipIds: clipsOf(given) }];
    const own = new Set(given.keys.map(rowId));
    const assertGiven = (asked: Rows): void => {
      const strange = asked.keys.find((key) => !own.has(rowId(key)));
      if (strange === undefined) return;
      throw new LeakError(
        `the learner ${learner.name} asked for the clip ${strange.clipId}, which it was not given.`,
      );
    };
    const event = { learner: learner.name, scope: scope.name };
    const context: FitContext = {
      async fit(child, wanted) {
        assertGiven(wanted);
        const result = await fitLearner(child, wanted);
        seen.push(...result.seen);
        return result.fitted;
      },
      async outOfFold(child, wanted, folds) {
        assertGiven(wanted);
        assertStrange(`${learner.name}, ${scope.name}`, child, wanted, work);
        const parts = await Promise.all(
          innerFolds(wanted, folds, work).map(async (fold) => {
            const inner = await fitTree(child, fold.train, innerScope(scope, fold), work);
            seen.push(...inner.seen);
            return inner.answersOf(inner.fitted);
          }),
        );
        const foldOf = new Map(parts.flatMap(({ clipIds }, fold) => clipIds.map((id) => [id, fold])));
        const merged = mergePredictions(child.name, parts);
        return { ...merged, fold: Int32Array.from(merged.clipIds, (id) => foldOf.get(id) ?? -1) };
      },
      async train(training, wanted) {
        assertGiven(wanted);
        const { fitted, predictions, parts } = await train(learner.name, training, wanted);
        seen.push(...parts);
        answers.set(fitted, predictions);
        return fitted;
      },
      note(message) {
        notes.push(`${learner.name}, ${scope.name}: ${message}`);
        work.services.tell?.({ kind: "note", ...event, message });
      },
      searched: (search) => void searches.push({ learner: learner.name, ...search }),
    };
    const fitted = await learners
      .find(learner.id)
      .fit(given, paramsOf(learner), context)
      .catch((error: unknown) => {
        throw named(`${learner.name}, ${scope.name}`, error);
      });
    // a head may stand on a head of the same learner
    for (const part of partsOf(fitted)) {
      if (!answers.has(part)) answers.set(part, await answerHead(learner.name, part, scope.asked, answersOf));
    }
    return { fitted, seen };
  }

  async function train(name: string, training: Training, given: Rows) {
    const input = await fitInput(name, training, given, scope, answersOf, work);
    const { key, result } = await askFit(
      fitJob,
      input,
      {
        // the same learner may be fitted without that, too
        learner: input.normalised === null ? name : `${name} normalised`,
        scope: scope.name,
        effort: effortOf(training, input),
        standIn: () => blankAnswers(input),
        trial: () => trainingOf(input),
      },
      work.services,
    );
    const predictions = createPredictions({
      source: name,
      labels: given.labels,
      clipIds: scope.asked.clipIds,
      probabilities: Float32Array.from(result.probabilities),
    });
    const { shape, frames, normalisedShape, countsFrames, history, seconds } = result;
    const fitted: Fitted = {
      kind: "trained",
      labels: given.labels,
      fit: key,
      input:
        training.input.from === "answers"
          ? { from: "answers", members: training.input.members }
          : {
              from: "audio",
              recipe: { ...training.input.recipe, frames },
              shape,
              countsFrames,
              normalised:
                normalisedShape === null || given.normalised === null
                  ? null
                  : { column: given.normalised.by, clips: given.normalised.clips, shape: normalisedShape },
            },
      history,
      seconds,
    };
    return { fitted, predictions, parts: result.seen };
  }

  const { fitted, seen } = await fitLearner(spec, rows);
  return { fitted, seen, notes, searches, answersOf };
}

/** What a training takes depends on its features, steps and model, and grows with its rows. */
function effortOf({ input, steps, model }: Training, { train, normalised }: FitInput): Effort {
  const from =
    input.from === "answers"
      ? { answers: input.members.length }
      : { recipe: input.recipe, augment: input.augment };
  return { of: { fit: { ...from, normalised, steps, model } }, size: train.length };
}

/** What it learns from, without what it is asked. */
function trainingOf({ asked: _asked, known: _known, keep: _keep, warmStart: _start, ...training }: FitInput) {
  return training;
}

/** What a training would say that knows nothing. */
function blankAnswers({ asked, labels }: FitInput): FitResult {
  return {
    probabilities: asked.flatMap(() => labels.map(() => 1 / labels.length)),
    history: [],
    seconds: 0,
    seen: [],
    shape: [],
    frames: null,
    normalisedShape: null,
    countsFrames: false,
    kept: null,
  };
}

/** An error of a fit, saying which of the many fits it was: the innermost. */
export function named(what: string, error: unknown): unknown {
  for (const kind of [ModelError, ConfigError]) {
    if (!(error instanceof kind) || told.has(error)) continue;
    const again = new kind(`${what}: ${error.message}`);
    told.add(again);
    return again;
  }
  return error;
}

const told = new WeakSet<Error>();

function innerScope(scope: Scope, { name, asked }: InnerFold): Scope {
  return { name: `${scope.name}/${name}`, asked, keep: false };
}

/** @throws LeakError if weights that the learner starts from know clips that it is to answer out of fold */
function assertStrange(
  where: string,
  learner: LearnerSpec,
  asked: Rows,
  { warmStarts, digests }: FitWork,
): void {
  const clips = new Set(clipsOf(asked));
  for (const { params } of leavesOf([learner])) {
    const start = params.warmStart && warmStarts.get(params.warmStart.weights);
    const known = start === undefined ? [] : clipsKnownTo(start, digests).filter((id) => clips.has(id));
    if (known.length === 0) continue;
    throw new LeakError(
      `${where}: ${learner.name} starts from the weights ${start?.path}, which were trained on ${counted(known.length, "clip")} that it is asked about on inner folds (such as ${known[0]}).`,
      "Leave the warm start out, or the learner around it.",
    );
  }
}
