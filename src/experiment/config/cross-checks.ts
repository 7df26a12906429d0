/** What keys of an experiment file have to do with each other, which no schema says. */
import { counted } from "../../base/counted.ts";
import { ConfigError } from "../../base/errors.ts";
import { corpora } from "../../corpus/index.ts";
import { splits } from "../../dataset/split/index.ts";
import type { Estimator } from "../../learners/estimator.ts";
import type { LearnerSpec } from "../../learners/learner.ts";
import { normalise } from "../../learners/normalise.ts";
import { paramsOf, walk } from "../../learners/spec.ts";
import type { RawExperiment } from "./schema.ts";

/** Learners learn labels, estimators numbers: a file has one kind. */
export function checkKind(
  { learners, estimators, dimensions, raters, ...rest }: RawExperiment,
  path: string,
): void {
  const hasEstimators = Object.keys(estimators).length > 0;
  const hasNumbers = dimensions !== undefined || raters !== undefined;
  if (!hasNumbers && !hasEstimators) {
    if (Object.keys(learners).length > 0) return;
    throw new ConfigError(`${path}: learners: expected at least one learner; got {}.`);
  }
  const problem =
    dimensions !== undefined && raters !== undefined
      ? "has dimensions and raters; expected one of them"
      : !hasNumbers
        ? "has estimators; expected dimensions or raters that say what they learn"
        : !hasEstimators || Object.keys(learners).length > 0
          ? "learns numbers, by estimators; expected some, and no learners, which learn labels"
          : rest.target !== "label"
            ? "learns numbers; expected no target, which is a column of labels"
            : rest.notSure !== undefined
              ? "learns numbers; expected no notSure, which is about labels"
              : undefined;
  if (problem !== undefined)
    throw new ConfigError(
      `${path}: the experiment ${problem}.`,
      "docs/tables.md shows one that learns numbers.",
    );
}

export function checkNames({ corpus, split: { protocol, folds }, test }: RawExperiment, path: string): void {
  for (const { reader } of corpus) {
    if (reader !== undefined) corpora.find(reader, `${path}: corpus.reader`);
  }
  const { apart } = splits.find(protocol, `${path}: split.protocol`);
  if (apart === null && typeof folds !== "number") {
    throw new ConfigError(
      `${path}: split.folds: names what each fold tests, but the protocol ${protocol} keeps nothing apart; expected a number.`,
    );
  }
  if ((protocol === "contest") === (test !== undefined)) return;
  throw new ConfigError(
    `${path}: the key "test", a folder of test clips, and the protocol contest go together; ` +
      `got the protocol ${protocol} ${test === undefined ? "without it" : "with it"}.`,
  );
}

/** What numbers follow from is no group, which a tested clip would be told by; nor is the label, which stands for their band. */
export function checkGroups(
  estimators: readonly Estimator[],
  { dimensions = [], raters = [] }: RawExperiment,
  path: string,
): void {
  const sources = Object.values(dimensions).flatMap((source) =>
    typeof source === "object" && "derivedFrom" in source ? source.derivedFrom : source,
  );
  const told = new Set(["label", ...sources, ...raters]);
  for (const { name, normalise: groups } of estimators) {
    if (groups === null || !told.has(groups.by)) continue;
    throw new ConfigError(
      `${path}: estimators.${name}.normalise.by: ${groups.by} tells of what is learnt; expected another column, such as speaker.`,
    );
  }
}

/** A speaker can be known by clips that are set aside only. */
export function checkEnrolment(specs: readonly LearnerSpec[], enrol: number, path: string): void {
  for (const spec of specs.flatMap(walk)) {
    if (spec.id !== normalise.id) continue;
    const { clips } = normalise.params.parse(paramsOf(spec));
    if (clips === "all" || clips <= enrol) continue;
    throw new ConfigError(
      `${path}: ${spec.name}: knows speakers by ${counted(clips, "clip")}; expected at most the ${enrol} that split.enrol sets aside.`,
    );
  }
}
