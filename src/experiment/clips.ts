/** The clips of an experiment: read, checked, and known by what they sound like. */
import { digestOf } from "../base/digest.ts";
import { ConfigError, CorpusError } from "../base/errors.ts";
import type { Clip, Corpus } from "../corpus/corpus.ts";
import { readCorpus } from "../corpus/index.ts";
import type { ReadableClipFacts, UnreadableClipFacts } from "../corpus/inspect.ts";
import type { Experiment, Target } from "./config.ts";
import { gatherFacts, isReadable, isUnreadable } from "./facts.ts";
import type { Services } from "./services.ts";

export interface ClipSet {
  readonly corpus: Corpus;
  /** Labelled clips, and after them the contest's test clips. */
  readonly clips: readonly Clip[];
  readonly labels: readonly string[];
  readonly facts: ReadonlyMap<string, ReadableClipFacts>;
  /** Clip id -> digest of the decoded audio. */
  readonly digests: ReadonlyMap<string, string>;
  readonly skipped: readonly UnreadableClipFacts[];
  /** SHA-256 over ids, labels and audio of all clips. */
  readonly fingerprint: string;
}

/**
 * @throws CorpusError if a clip cannot be read and bad files fail the run, or if too little is left
 * @throws ConfigError if an id to exclude does not exist
 */
export async function gatherClips(experiment: Experiment, services: Services): Promise<ClipSet> {
  const { corpus: source, split } = experiment;
  const { corpus, clips: found } = await readCorpus(source.path, {
    ...(source.reader === undefined ? {} : { reader: source.reader }),
    ...(source.labels === undefined ? {} : { labels: source.labels }),
  });
  const excluded = new Set(source.exclude);
  for (const id of excluded) {
    if (!found.some((clip) => clip.id === id)) {
      throw new ConfigError(`corpus.exclude: the corpus has no clip "${id}".`);
    }
  }
  const { target } = experiment;
  const labelled = found
    .filter((clip) => !excluded.has(clip.id))
    .map((clip) => (target === "label" ? clip : relabelled(clip, target)));
  const clips =
    split.protocol === "contest" && experiment.test !== undefined
      ? [
          ...labelled.map((clip): Clip => ({ ...clip, split: "train" })),
          ...(await readTestClips(experiment.test, labelled)),
        ]
      : labelled;
  const facts = await gatherFacts(clips, services);
  const skipped = facts.filter(isUnreadable);
  if (skipped.length > 0 && experiment.onBadFile === "fail") {
    const more = skipped.length > 1 ? ` (and ${skipped.length - 1} more)` : "";
    throw new CorpusError(
      `${skipped[0].error}${more}`,
      "Mend or remove the file, or choose onBadFile: skip.",
    );
  }
  const readable = new Map(facts.filter(isReadable).map((one) => [one.id, one]));
  const kept = clips.filter((clip) => readable.has(clip.id));
  const present = new Set(kept.flatMap((clip) => (clip.label === undefined ? [] : [clip.label])));
  const labels =
    target === "label" && corpus.labels.length > 0
      ? corpus.labels.filter((label) => present.has(label))
      : [...present].toSorted();
  if (labels.length < 2) {
    throw new CorpusError(
      `${source.path}: the corpus has ${labels.length === 0 ? "no labelled clips" : `one label only, "${labels[0]}"`}; ` +
        "expected clips of at least two labels.",
    );
  }
  const digests = new Map([...readable].map(([id, { digest }]) => [id, digest]));
  return {
    corpus,
    clips: kept,
    labels,
    facts: readable,
    digests,
    skipped,
    fingerprint: await digestOf(kept.map(({ id, label }) => [id, label ?? null, digests.get(id)])),
  };
}

/**
 * The clip with another of its columns as what is to be learnt; as a column it is no longer there, or it would tell the answer.
 *
 * @throws CorpusError if the clip does not have it
 */
function relabelled(clip: Clip, target: Exclude<Target, "label">): Clip {
  const { label: _label, [target]: value, ...rest } = clip;
  if (value === undefined)
    throw new CorpusError(`target: the ${target} of the clip ${clip.id} is not known.`);
  return { ...rest, label: value };
}

/** A contest's test clips: their labels, if the folder tells any, are not looked at. */
async function readTestClips(path: string, labelled: readonly Clip[]): Promise<Clip[]> {
  const { clips } = await readCorpus(path, {});
  const taken = new Set(labelled.map((clip) => clip.id));
  return clips.map(({ label: _unseen, ...clip }) => {
    if (taken.has(clip.id)) {
      throw new CorpusError(`${path}: the test clip "${clip.id}" has the id of a training clip; rename one.`);
    }
    return { ...clip, split: "test" };
  });
}

/**
 * The recipe's sampling rate, where it leaves it open: that of the clips, which must then agree.
 *
 * @throws ConfigError if they do not
 */
export function commonSampleRate(where: string, set: Pick<ClipSet, "facts">): number {
  const rates = [...new Set([...set.facts.values()].map((one) => one.sampleRate))].toSorted((a, b) => a - b);
  if (rates.length > 1) {
    throw new ConfigError(
      `${where}.recipe: the clips have ${rates.length} sampling rates (${rates.join(", ")} Hz).`,
      `Set "sampleRate" in the recipe, for example ${rates[0]}.`,
    );
  }
  return rates[0];
}
