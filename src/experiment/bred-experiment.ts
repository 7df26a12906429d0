/** An experiment file whose learner is an ensemble of learners of runs: by it, `train` fits the ensemble as one recogniser. */
import { join } from "node:path";
import { stringify } from "yaml";
import { ConfigError } from "../base/errors.ts";
import type { Combination } from "../ensemble/combine.ts";
import type { Member, Members } from "../ensemble/members.ts";
import { learnerIdOf } from "../learners/combined.ts";
import type { LearnerSpec } from "../learners/learner.ts";
import { type Experiment, experimentFile, readExperiment } from "./config.ts";

/** What the ensemble is called in the file. */
const NAME = "bred";

/**
 * @returns the file's text
 * @throws ConfigError if an asked member is no learner of a run, or the runs are of different clips or protocols
 */
export async function bredExperiment(
  { members }: Pick<Members, "members">,
  { rule, weights, tieBreakers }: Combination,
): Promise<string> {
  const asked = members.flatMap((member, i) => (weights[i] > 0 ? [{ member, weight: weights[i] }] : []));
  const found = await Promise.all(asked.map(({ member }) => learnerOf(member)));
  const [{ experiment }] = found;
  for (const [i, other] of found.entries()) requireAlike(experiment, other.experiment, asked[i].member);
  const specs = found.map(({ spec }, i): LearnerSpec => ({ ...spec, name: nameOf(asked[i].member) }));
  const names = specs.map(({ name }) => name);
  const ties = tieBreakers.flatMap((i) => (weights[i] > 0 ? [nameOf(members[i])] : []));
  const counted = rule === "votes" || rule === "ranked";
  const bred = {
    id: learnerIdOf(rule),
    name: NAME,
    members: names,
    weights: Object.fromEntries(asked.flatMap(({ weight }, i) => (weight === 1 ? [] : [[names[i], weight]]))),
    ...(counted && ties.length > 0 ? { tieBreaker: ties[0] } : {}),
  };
  const learners = specs.length === 1 ? [{ ...specs[0], name: NAME }] : [...specs, bred];
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
