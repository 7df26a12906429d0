/** What a training gets: its rows and where their numbers are, what it is asked, and what speakers are known by. */
import { hash32 } from "../../base/random.ts";
import type { Predictions } from "../../dataset/predictions.ts";
import { selectClips } from "../../dataset/predictions-table.ts";
import { type RowKey, rowId } from "../../dataset/row-key.ts";
import { type Normalisation, type Rows, targetsOf, valuesOf } from "../../dataset/rows.ts";
import type { Fitted } from "../../learners/fitted.ts";
import type { Training } from "../../learners/learner.ts";
import type { FitInput } from "../jobs/fit.ts";
import { apartAmong } from "../plan/inner-folds.ts";
import { copiesOf } from "../plan/leaves.ts";
import type { RowSource } from "../rows/stored-rows.ts";
import type { Asked } from "./asked.ts";
import type { FitWork, Scope } from "./fit-work.ts";

/**
 * @param name - the learner's
 * @param answersOf - members' answers to the asked clips
 */
export async function fitInput(
  name: string,
  training: Training,
  given: Rows,
  scope: Scope,
  answersOf: (fitted: Fitted) => Predictions,
  work: FitWork,
): Promise<FitInput> {
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
    known: normalised === null ? [] : knownRows(training, given, normalised, scope, work),
    seed: hash32(`${work.seed}/${name}/${scope.name}`),
    threads: work.threads,
    keep: scope.keep,
    ...(pack === undefined ? {} : { pack }),
    ...(warmStart === undefined ? {} : { warmStart: warmStartOf(warmStart, work) }),
  };
}

/** Rows that the asked clips' groups are known by: never with a label. */
function knownRows(
  training: Training,
  given: Rows,
  { by, clips }: Normalisation,
  { asked: { clipIds, enrol, columns } }: Scope,
  work: FitWork,
): RowSource[] {
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
