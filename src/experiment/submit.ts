/** A contest submission: a run's recogniser file answers clips that nobody labelled. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError, CorpusError } from "../base/errors.ts";
import { type AnswerForm, clipsByName, formatAnswers, plainForm } from "../contest/index.ts";
import type { Clip } from "../corpus/corpus.ts";
import { readCorpus } from "../corpus/index.ts";
import { readCorpora } from "../corpus/several.ts";
import type { Predictions } from "../dataset/predictions.ts";
import { gatherFacts, isReadable, isUnreadable } from "./clips/facts.ts";
import { type Experiment, parseExperiment } from "./config/config.ts";
import { answerClips } from "./fit/answer-clips.ts";
import { openRecogniser } from "./folder/open-recogniser.ts";
import { scoresOfRun, textOfRun } from "./folder/run-folder.ts";
import { recogniserOf } from "./folder/run-scores.ts";
import { recogniserPath } from "./folder/save.ts";
import type { Services } from "./work/services.ts";

export interface Submission {
  /** Which learner of the run answered. */
  readonly name: string;
  readonly predictions: Predictions;
  /** One row per clip. */
  readonly csv: string;
  /** Test clips whose audio was trained on: their answers are memory, not recognition. */
  readonly known: readonly string[];
  /** Whether its scores are of speakers known by other clips: here each clip is answered as a stranger's. */
  readonly knowsSpeakers: boolean;
}

/**
 * @param form - what the csv has to look like; by default `filename,label`
 * @param name - learner of the run; by default the one with the greatest UAR of those that need no other clips of a speaker
 * @throws ConfigError if the folder is no run, or has no such recogniser
 * @throws CorpusError naming a test clip that cannot be read: every clip needs an answer
 */
export async function createSubmission(
  runFolder: string,
  testPath: string,
  { name, form }: { readonly name?: string; readonly form?: AnswerForm },
  services: Services,
): Promise<Submission> {
  const experiment = await parseExperiment(
    await textOfRun(runFolder, "experiment.json"),
    join(runFolder, "experiment.json"),
  );
  const names = experiment.learners.map((spec) => spec.name);
  const chosen = name ?? recogniserOf(await scoresOfRun(runFolder)).name;
  if (!names.includes(chosen)) {
    throw new ConfigError(`the run has no recogniser "${chosen}"; expected one of ${names.join(", ")}.`);
  }
  const path = recogniserPath(runFolder, chosen);
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) {
    throw new ConfigError(
      `${path}: the run has no such file; it was trained without final fits, or stopped before them.`,
      "Run its train again, to the end, without --no-final and final: false.",
    );
  }
  const { clips } = await readCorpus(testPath, {
    reader: "unlabelled",
    warn: (message) => services.tell?.({ kind: "warning", message }),
  });
  const asked = form ?? plainForm(clips.map(({ id }) => id));
  const clipOf = clipsByName(
    testPath,
    asked.ids,
    clips.map(({ id }) => id),
  );
  const digests = await digestClips(clips, services);
  const recogniser = await openRecogniser(path, bytes);
  try {
    const predictions = await answerClips(recogniser, clips, digests, services);
    const labelOf = new Map(
      predictions.clipIds.map((id, i) => [id, predictions.labels[predictions.predicted[i]]]),
    );
    const trained = await trainingDigests(experiment, services);
    return {
      name: chosen,
      predictions,
      csv: formatAnswers(asked, (id) => labelOf.get(clipOf.get(id) ?? "")),
      known: clips.flatMap(({ id }) => (trained.has(digests.get(id)) ? [id] : [])),
      knowsSpeakers: recogniser.info.measured?.knowsSpeakers === true,
    };
  } finally {
    await recogniser.release();
  }
}

/** Digests of the clips that the run was trained on; none where the corpus is no longer there. */
async function trainingDigests(experiment: Experiment, services: Services): Promise<Set<string | undefined>> {
  const found = await readCorpora(experiment.corpus, experiment.seed).catch(() => undefined);
  const facts = await gatherFacts(found?.clips ?? [], services);
  return new Set(facts.filter(isReadable).map((one) => one.digest));
}

async function digestClips(clips: readonly Clip[], services: Services): Promise<Map<string, string>> {
  const facts = await gatherFacts(clips, services);
  const bad = facts.find(isUnreadable);
  if (bad !== undefined) throw new CorpusError(bad.error, "A submission needs an answer for every clip.");
  return new Map(facts.filter(isReadable).map((one) => [one.id, one.digest]));
}
