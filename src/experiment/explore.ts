/** The clips of a corpus, an experiment or a run, and their features, as what maps are made of. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { ConfigError } from "../base/errors.ts";
import { readCorpus } from "../corpus/index.ts";
import { describeProvenance } from "../corpus/several.ts";
import { parsePredictions } from "../dataset/predictions-csv.ts";
import { rowId } from "../dataset/row-key.ts";
import { splits } from "../dataset/split/index.ts";
import { type Exploration, type ExploreInput, explore } from "../explore/explore.ts";
import { axesOf, parseRecipe, type Recipe } from "../features/recipe.ts";
import { type Experiment, parseExperiment } from "./config/config.ts";
import { extractRows } from "./features/extract-rows.ts";
import { leavesOf } from "./plan/leaves.ts";
import { planExperiment } from "./plan/prepare.ts";
import { type RowSource, readDataset } from "./rows/stored-rows.ts";
import type { Services } from "./work/services.ts";

const FOLDS = 5;

/** A recipe of one feature, whose clips are compared frame by frame, up to the end of the longest, where it has frames. */
export function recipeOf(feature: {
  readonly id: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly overTime?: Readonly<Record<string, unknown>>;
}): Recipe {
  const [step] = parseRecipe("explore", { features: [feature] }).features;
  const frames = axesOf(step).at(-1) === "frame" ? "longest" : null;
  return parseRecipe("explore", { frames, features: [step] });
}

/** An experiment that has the recipe as its only learner: speakers apart, where there are enough, else at random. */
export async function experimentOf(
  corpus: string,
  recipe: Recipe,
  options: { readonly reader?: string | undefined; readonly seed: number },
): Promise<Experiment> {
  const { reader, seed } = options;
  const { clips } = await readCorpus(corpus, reader === undefined ? {} : { reader });
  const speakers = new Set(clips.map(({ speaker }) => speaker)).size;
  const isKnown = clips.every(({ speaker }) => speaker !== undefined) && speakers > 1;
  const split = {
    protocol: isKnown ? "speaker" : "random",
    folds: isKnown ? Math.min(FOLDS, speakers) : FOLDS,
  };
  const learners = { features: { recipe, model: { id: "svm" } } };
  const file = {
    corpus: { path: corpus, ...(reader === undefined ? {} : { reader }) },
    seed,
    split,
    learners,
  };
  return parseExperiment(JSON.stringify(file), "explore.json");
}

export interface ExploredClips {
  readonly experiment: Experiment;
  /** Name and folder of the corpus, or of several. */
  readonly corpus: string;
  /** What was explored: names of the recipe's features. */
  readonly features: readonly string[];
  readonly exploration: Exploration;
  /** [row], file of the clip. */
  readonly paths: readonly string[];
}

export interface ExploreClipsOptions {
  /** Whose recipe; absent: the first learner's. */
  readonly learner?: string | undefined;
  /** Folder of the experiment's run: which clips the learner got right there. */
  readonly run?: string | undefined;
  readonly perplexity?: number | undefined;
}

/**
 * Maps of the labelled clips. The recipe is that of the learner or, if it holds others, of the first recogniser below it.
 *
 * @throws ConfigError if there is no such learner, its run has no predictions, or the protocol leaks
 * @throws what gathering clips, features and maps throw
 */
export async function exploreClips(
  asked: Experiment,
  { learner: name, run, perplexity }: ExploreClipsOptions,
  services: Services,
): Promise<ExploredClips> {
  const learner = name === undefined ? asked.learners[0] : asked.learners.find((one) => one.name === name);
  if (learner === undefined) {
    const known = asked.learners.map((one) => one.name).join(", ");
    throw new ConfigError(`--learner: the experiment has no "${name}"; expected one of ${known}.`);
  }
  if (splits.find(asked.split.protocol).leaky) {
    throw new ConfigError(
      `explore: the protocol ${asked.split.protocol} leaks on purpose; expected one that keeps clips apart.`,
      "Name another with --protocol.",
    );
  }
  const { experiment, set, plan, truth } = await planExperiment({ ...asked, learners: [learner] }, services);
  const [{ params }] = leavesOf(experiment.learners);
  const clips = set.clips.filter(({ id }) => truth.has(id));
  const keys = await extractRows(
    "Features",
    { augment: [], recipe: params.recipe },
    clips.map(({ id }) => ({ clipId: id, copy: 0 })),
    { clips: new Map(clips.map((clip) => [clip.id, clip])), digests: set.digests, seed: experiment.seed },
    services,
  );
  const rows = clips.map(({ id, label }): RowSource => {
    const from = keys.get(rowId({ clipId: id, copy: 0 }));
    if (from === undefined) throw new Error(`the clip ${id} has no features`);
    return { clipId: id, copy: 0, y: label === undefined ? -1 : set.labels.indexOf(label), from: [...from] };
  });
  const { rows: dataset } = await readDataset(rows, params.recipe.frames, set.labels, services);
  const answers = run === undefined ? undefined : await readAnswers(run, learner.name);
  const placeOf = new Map(clips.map(({ id }, place) => [id, place]));
  const places = (ids: readonly string[]): number[] =>
    ids.flatMap((id) => {
      const place = placeOf.get(id);
      return place === undefined ? [] : [place];
    });
  const input: ExploreInput = {
    dataset,
    traits: {
      speaker: clips.map(({ speaker }) => speaker),
      sex: clips.map(({ sex }) => sex),
      answer: clips.map(({ id }) => answers?.get(id)),
    },
    folds: plan.folds.map(({ train, test }) => ({ train: places(train), test: places(test) })),
  };
  const exploration = await explore(input, {
    seed: experiment.seed,
    perplexity,
    threads: services.threadsFor(1),
    async pause(stage, done, total) {
      services.tell?.({ kind: "stage", name: stage, done, total });
      // a signal is heard between turns only
      await setImmediate();
      services.signal?.throwIfAborted();
    },
  });
  return {
    experiment,
    corpus: describeProvenance(set.corpora),
    features: params.recipe.features.map(({ id, overTime }) =>
      overTime === undefined ? id : `${id} over time`,
    ),
    exploration,
    paths: clips.map(({ path }) => path),
  };
}

/** Clip id -> "right" or "wrong". */
async function readAnswers(run: string, learner: string): Promise<Map<string, string>> {
  const path = join(run, "predictions", `${learner}.csv`);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    throw new ConfigError(
      `${path}: the run has no predictions of ${learner}; expected a run that has ended.`,
    );
  }
  const { clipIds, truth, predicted } = parsePredictions(learner, text);
  return new Map(
    clipIds.flatMap((id, i) =>
      truth[i] < 0 ? [] : [[id, truth[i] === predicted[i] ? "right" : "wrong"] as const],
    ),
  );
}
