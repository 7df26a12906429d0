/**
 * Fits trees of learners. Every learner gets a context of its own, which fits children, answers out of fold and sends trainings
 * to the pool; it also writes down which clips each part was given, so that the audit trusts no learner's word. The recursion
 * stays here: a worker never waits for another.
 */
import { counted } from "../../base/counted.ts";
import { ConfigError, LeakError, ModelError } from "../../base/errors.ts";
import { hash32 } from "../../base/random.ts";
import type { Seen } from "../../dataset/audit.ts";
import type { Overlaps } from "../../dataset/overlaps.ts";
import type { Predictions } from "../../dataset/predictions.ts";
import { createPredictions, mergePredictions, selectClips } from "../../dataset/predictions-table.ts";
import { type RowKey, rowId } from "../../dataset/row-key.ts";
import { clipsOf, type Normalisation, type Rows, targetsOf, valuesOf } from "../../dataset/rows.ts";
import type { Apart } from "../../dataset/split/index.ts";
import { type Fitted, partsOf } from "../../learners/fitted.ts";
import { learners } from "../../learners/index.ts";
import type { FitContext, LearnerSpec, Training } from "../../learners/learner.ts";
import type { Search } from "../../learners/search/trial.ts";
import { paramsOf } from "../../learners/spec.ts";
import type { Effort } from "../forecast/timings.ts";
import { type FitInput, type FitResult, fitJob } from "../jobs/fit.ts";
import { apartAmong, type InnerFold, innerFolds } from "../plan/inner-folds.ts";
import { copiesOf, leavesOf } from "../plan/leaves.ts";
import { clipsKnownTo, type ReadWarmStart } from "../plan/warm-starts.ts";
import type { FeatureKeys, RowRecipe } from "../rows/extract-rows.ts";
import type { RowSource } from "../rows/stored-rows.ts";
import type { Services } from "../work/services.ts";
import { answerHead } from "./answer-head.ts";
import { askFit } from "./ask-fit.ts";
import type { Asked } from "./asked.ts";

/** What fits of an experiment have in common. */
export interface FitWork {
  readonly services: Services;
  readonly seed: number;
  /** Of onnxruntime, for each training. */
  readonly threads: number;
  /** The column that the experiment's protocol keeps apart: inner folds and validation sides do so too. */
  readonly apart: Apart | null;
  /** Clip id -> digest of its audio. */
  readonly digests: ReadonlyMap<string, string>;
  /** Clips that share audio: inner folds keep them apart. */
  readonly overlaps: Overlaps;
  readonly warmStarts: ReadonlyMap<string, ReadWarmStart>;
  featuresOf(recogniser: RowRecipe): FeatureKeys;
  packOf(recogniser: RowRecipe): string | undefined;
}

export interface Scope {
  /** "fold-1", "fold-1/inner-2", "all": part of the seeds. */
  readonly name: string;
  readonly asked: Asked;
  /** Whether graphs are kept, to be saved, or their answers only. */
  readonly keep: boolean;
}

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
    const input = await fitInput(name, training, given);
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

  async function fitInput(name: string, training: Training, given: Rows): Promise<FitInput> {
    const { train: trained, asked } = rowsOfTraining(training, given, scope.asked, answersOf, work);
    const targets = targetsOf(name, { ...given, keys: trained });
    const apart = apartAmong({ ...given, keys: trained }, work.apart);
    const stays = apart === null ? undefined : valuesOf(name, { ...given, keys: trained }, apart);
    const warmStart = training.input.from === "audio" ? training.input.warmStart : undefined;
    // answers are no features: they are not normalised again
    const normalised = training.input.from === "audio" ? given.normalised : null;
    const groupsOf = (rows: Pick<Rows, "keys" | "columns">): string[] | undefined =>
      normalised === null ? undefined : valuesOf(name, rows, normalised.by);
    const groups = groupsOf({ ...given, keys: trained });
    const pack = training.input.from === "audio" ? work.packOf(training.input) : undefined;
    const askedGroups = groupsOf({ keys: asked, columns: scope.asked.columns });
    return {
      frames: training.input.from === "audio" ? training.input.recipe.frames : null,
      normalised: normalised && { shrinkage: normalised.shrinkage },
      steps: training.steps.map(({ id, params }) => ({ id, params: { ...params } })),
      model: { id: training.model.id, params: { ...training.model.params } },
      labels: [...given.labels],
      train: trained.map(({ from, ...key }, i) => ({
        ...key,
        y: targets[i],
        from,
        ...(stays === undefined ? {} : { stays: stays[i] }),
        ...(groups === undefined ? {} : { group: groups[i] }),
      })),
      // The labels of the asked side stay at home: a worker could not look at them if it wanted to.
      asked: asked.map(({ from, ...key }, i) => ({
        ...key,
        y: -1,
        from,
        ...(askedGroups === undefined ? {} : { group: askedGroups[i] }),
      })),
      known: normalised === null ? [] : knownRows(training, given, normalised),
      seed: hash32(`${work.seed}/${name}/${scope.name}`),
      threads: work.threads,
      keep: scope.keep,
      ...(pack === undefined ? {} : { pack }),
      ...(warmStart === undefined ? {} : { warmStart: warmStartOf(warmStart, work) }),
    };
  }

  /** Rows that the asked clips' groups are known by: never with a label. */
  function knownRows(training: Training, given: Rows, { by, clips }: Normalisation): RowSource[] {
    const { clipIds, enrol, columns } = scope.asked;
    const groupOf = (clipId: string): string | undefined =>
      (columns.get(clipId) ?? given.columns.get(clipId))?.[by];
    const wanted = new Set(clipIds.map(groupOf));
    const trained = given.keys.flatMap(({ clipId, copy }) => (copy === 0 ? [clipId] : []));
    const from = clips === "all" ? [...new Set([...trained, ...clipIds, ...enrol])] : enrol;
    const known = new Map<string, string[]>();
    for (const clipId of from) {
      const group = groupOf(clipId);
      if (group === undefined || !wanted.has(group)) continue;
      const own = known.get(group) ?? [];
      if (clips === "all" || own.length < clips) known.set(group, [...own, clipId]);
    }
    return [...known].flatMap(([group, ids]) =>
      ids.map((clipId) => ({ ...sourceOf(training, work)({ clipId, copy: 0 }), y: -1, group })),
    );
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
function named(what: string, error: unknown): unknown {
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

function warmStartOf({ weights, except }: { weights: string; except: readonly string[] }, work: FitWork) {
  const read = work.warmStarts.get(weights);
  if (read === undefined) throw new Error(`the weights ${weights} were not read`);
  return { path: read.path, sha256: read.sha256, except: [...except] };
}

type SourcedRow = RowKey & Pick<RowSource, "from">;

/** Where the numbers of a training's rows are, and of those that it is asked about. */
function rowsOfTraining(
  { input }: Training,
  given: Rows,
  asked: Asked,
  answersOf: (fitted: Fitted) => Predictions,
  work: FitWork,
): { train: SourcedRow[]; asked: SourcedRow[] } {
  const askedKeys = asked.clipIds.map((clipId) => ({ clipId, copy: 0 }));
  if (input.from === "answers") {
    const train = given.keys.filter(({ copy }) => copy === 0);
    return {
      train: withAnswers(train, input.outOfFold),
      asked: withAnswers(askedKeys, input.members.map(answersOf)),
    };
  }
  const sourced = sourceOf({ input }, work);
  const copies = copiesOf(input);
  return {
    train: given.keys.filter(({ copy }) => copy <= copies).map(sourced),
    asked: askedKeys.map(sourced),
  };
}

/** Where the numbers of rows from audio are. */
function sourceOf({ input }: Pick<Training, "input">, work: FitWork): (row: RowKey) => SourcedRow {
  if (input.from === "answers") throw new Error("answers of members are not computed from audio");
  const keys = work.featuresOf(input);
  return (row) => {
    const from = keys.get(rowId(row));
    if (from === undefined) throw new Error(`row ${rowId(row)} has no features`);
    return { ...row, from: [...from] };
  };
}

/** Rows made of the members' probabilities, one after the other. */
function withAnswers(keys: readonly RowKey[], members: readonly Predictions[]): SourcedRow[] {
  const clipIds = keys.map(({ clipId }) => clipId);
  const ordered = members.map((member) => selectClips(member, clipIds));
  return keys.map((key, row) => ({
    ...key,
    from: {
      numbers: ordered.flatMap(({ labels, probabilities }) => [
        ...probabilities.subarray(row * labels.length, (row + 1) * labels.length),
      ]),
    },
  }));
}
