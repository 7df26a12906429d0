/**
 * An experiment file whose learner `bred` is bred from learners of runs: by it, `train` fits an ensemble as one recogniser. Not the
 * ensemble that was bred by the runs' answers: its score would be of the clips that chose it, and stand in the recogniser's file.
 */
import { join } from "node:path";
import { stringify } from "yaml";
import { ConfigError } from "../../base/errors.ts";
import type { BreedOptions } from "../../ensemble/breed-options.ts";
import type { Member, Members } from "../../ensemble/members.ts";
import { bred } from "../../learners/bred.ts";
import type { LearnerSpec } from "../../learners/learner.ts";
import { type Experiment, experimentFile, readExperiment } from "./config.ts";

/** What the ensemble is called in the file. */
const NAME = "bred";

/**
 * @returns the file's text
 * @throws ConfigError if a member is no learner of a run, or the runs are of different clips or protocols
 */
export async function bredExperiment(
  { members }: Pick<Members, "members">,
  options: BreedOptions,
): Promise<string> {
  const found = await Promise.all(members.map(learnerOf));
  const [{ experiment }] = found;
  for (const [i, other] of found.entries()) requireAlike(experiment, other.experiment, members[i]);
  const specs = found.map(({ spec }, i): LearnerSpec => ({ ...spec, name: nameOf(members[i]) }));
  const ensemble = {
    ...options,
    rules: [...options.rules],
    id: bred.id,
    name: NAME,
    members: specs.map(({ name }) => name),
  };
  const learners = [...specs, ensemble];
  // one corpus is a mapping, so that train --corpus can say where else it is
  const corpus = experiment.corpus.length === 1 ? { corpus: experiment.corpus[0] } : {};
  const file = { ...experimentFile({ ...experiment, name: NAME, learners, final: true }), ...corpus };
  return stringify(file, { aliasDuplicateObjects: false });
}

async function learnerOf({ name, measured }: Member): Promise<{ experiment: Experiment; spec: LearnerSpec }> {
  if (measured === null) {
    throw new ConfigError(
      `--experiment: the member ${name} is no learner of a run, so that train could not fit it.`,
    );
  }
  const experiment = await readExperiment(join(measured.run, "experiment.json"));
  const spec = experiment.learners.find((one) => one.name === measured.learner);
  if (spec === undefined)
    throw new ConfigError(`${measured.run}: the run has no learner ${measured.learner}.`);
  return { experiment, spec };
}

function requireAlike(first: Experiment, other: Experiment, { name }: Member): void {
  const keyOf = ({ corpus, split, target, seed }: Experiment): string =>
    JSON.stringify({ corpus, split, target, seed });
  if (keyOf(first) === keyOf(other)) return;
  throw new ConfigError(
    `--experiment: the run of ${name} has another corpus, split, target or seed than ${first.name}; expected the same.`,
  );
}

/** Learners' names have no slashes. */
function nameOf({ name }: Member): string {
  return name.replaceAll("/", "-");
}
