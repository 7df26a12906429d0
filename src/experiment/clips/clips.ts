/** The clips of an experiment: read, checked, and known by what they sound like. */
import { counted } from "../../base/counted.ts";
import { digestOf } from "../../base/digest.ts";
import { ConfigError, CorpusError } from "../../base/errors.ts";
import { didYouMean } from "../../base/registry.ts";
import type { Clip } from "../../corpus/corpus.ts";
import { type CorpusOptions, readCorpus } from "../../corpus/index.ts";
import type { ReadableClipFacts, UnreadableClipFacts } from "../../corpus/inspect.ts";
import { type NamedCorpus, readCorpora } from "../../corpus/several.ts";
import { columnsOf } from "../../dataset/rows.ts";
import { walk } from "../../learners/spec.ts";
import type { Experiment } from "../config/config.ts";
import type { Services } from "../work/services.ts";
import { gatherFacts, separateReadable } from "./facts.ts";
import { banded, type NumberTargets, numberTargetsOf } from "./targets.ts";

export interface ClipSet {
  readonly corpora: readonly NamedCorpus[];
  /** Labelled clips, and after them the contest's test clips. */
  readonly clips: readonly Clip[];
  /** Where numbers are learnt, bands of the first of them. */
  readonly labels: readonly string[];
  /** What estimators learn, where there are some. */
  readonly numbers?: NumberTargets;
  readonly facts: ReadonlyMap<string, ReadableClipFacts>;
  /** Clip id -> digest of the decoded audio. */
  readonly digests: ReadonlyMap<string, string>;
  readonly skipped: readonly UnreadableClipFacts[];
  /** What a person should know of the clips; told already. */
  readonly warnings: readonly string[];
  /** SHA-256 over ids, labels and audio of all clips. */
  readonly fingerprint: string;
}

/**
 * @throws CorpusError if a clip cannot be read and bad files fail the run, or if too little is left
 * @throws ConfigError if an id to exclude does not exist
 */
export async function gatherClips(experiment: Experiment, services: Services): Promise<ClipSet> {
  const { corpus: sources, split, target, seed } = experiment;
  const warnings: string[] = [];
  const warn = (message: string): void => {
    warnings.push(message);
    services.tell?.({ kind: "warning", message });
  };
  const groups = groupColumns(experiment);
  const { corpora, clips: found, labels: order } = await readCorpora(sources, seed, { groups, warn });
  const numbers = experiment.estimators.length === 0 ? undefined : numberTargetsOf(found, experiment);
  if (numbers === undefined && target !== "label") assertTarget(found, target);
  const labelled =
    numbers === undefined
      ? found.map((clip) => (target === "label" ? clip : relabelled(clip, target)))
      : banded(found, numbers);
  const clips =
    split.protocol === "contest" && experiment.test !== undefined
      ? [
          ...labelled.map((clip): Clip => ({ ...clip, split: "train" })),
          ...(await readTestClips(experiment.test, labelled, {
            spellings: sources[0].spellings,
            groups,
            warn,
          })),
        ]
      : labelled;
  const facts = await gatherFacts(clips, services);
  const { readable, skipped } = separateReadable(
    facts,
    experiment.onBadFile,
    "Mend or remove the file, or choose onBadFile: skip.",
  );
  const kept = clips.filter((clip) => readable.has(clip.id));
  const present = new Set(kept.flatMap((clip) => (clip.label === undefined ? [] : [clip.label])));
  const labels =
    target === "label" && order.length > 0 && numbers === undefined
      ? order.filter((label) => present.has(label))
      : [...present].toSorted();
  if (labels.length < 2) {
    throw new CorpusError(
      `${corpora.map(({ path }) => path).join(", ")}: the corpus has ${labels.length === 0 ? "no labelled clips" : `one label only, "${labels[0]}"`}; ` +
        "expected clips of at least two labels.",
      labels.length === 0 && target === "label"
        ? "If another column tells what is to be learnt, name it in the experiment, such as target: emotion."
        : undefined,
    );
  }
  const digests = new Map([...readable].map(([id, { digest }]) => [id, digest]));
  for (const message of contradictions(kept, digests)) warn(message);
  return {
    corpora,
    clips: kept,
    labels,
    facts: readable,
    digests,
    skipped,
    warnings,
    ...(numbers === undefined ? {} : { numbers }),
    fingerprint: await digestOf(
      kept.map(({ id, label }) => [id, numbers?.values.get(id) ?? label ?? null, digests.get(id)]),
    ),
  };
}

/** @throws CorpusError if some clips, or all, do not have what is to be learnt */
function assertTarget(clips: readonly Clip[], target: string): void {
  const lacking = clips.filter((clip) => targetOf(clip, target) === undefined);
  if (lacking.length === 0) return;
  if (lacking.length < clips.length) {
    const some = lacking.slice(0, MOST_TOLD).map(({ id }) => id);
    throw new CorpusError(
      `target: ${lacking.length} of ${counted(clips.length, "clip")} have no ${target} (${some.join(", ")}${lacking.length > MOST_TOLD ? ", …" : ""}); expected it of all.`,
      "Fill it in, or leave them out (corpus.exclude).",
    );
  }
  const all = new Set(clips.flatMap((clip) => Object.keys(columnsOf(clip))));
  const known = [...all].filter((column) => column !== "corpus");
  throw new CorpusError(
    `target: no clip has a column "${target}"; expected one of ${known.join(", ")}.`,
    didYouMean(target, known),
  );
}

/** The clip with another of its columns as what is to be learnt; as a column it is no longer there, or it would tell the answer. */
function relabelled(clip: Clip, target: string): Clip {
  const label = targetOf(clip, target);
  if (label === undefined) throw new Error(`the clip ${clip.id} has no ${target}`);
  const { label: _label, columns = {}, ...rest } = clip;
  const field = fieldOf(target);
  if (field === undefined) {
    const { [target]: _target, ...others } = columns;
    return { ...rest, columns: others, label };
  }
  const { [field]: _target, ...others } = rest;
  return { ...others, columns, label };
}

/** The fields of a clip that can be learnt in place of its label. */
const FIELDS = ["speaker", "sex", "sentence", "intensity", "take"] as const;

function fieldOf(target: string): (typeof FIELDS)[number] | undefined {
  return FIELDS.find((one) => one === target);
}

function targetOf(clip: Clip, target: string): string | undefined {
  const field = fieldOf(target);
  return field === undefined ? clip.columns?.[target] : clip[field];
}

/** The columns of a table that the experiment groups clips by, or learns. */
function groupColumns({ target, learners }: Experiment): string[] {
  const groups = learners.flatMap(walk).flatMap(({ by }) => (typeof by === "string" ? [by] : []));
  const own = ["label", "corpus", ...FIELDS];
  return [...new Set([target, ...groups])].filter((column) => !own.includes(column));
}

/** Clips of the same audio under different labels: at least one of them is wrong. */
function contradictions(clips: readonly Clip[], digests: ReadonlyMap<string, string>): string[] {
  const byDigest = new Map<string | undefined, Clip[]>();
  for (const clip of clips) {
    const digest = digests.get(clip.id);
    const same = byDigest.get(digest);
    if (same === undefined) byDigest.set(digest, [clip]);
    else same.push(clip);
  }
  const found = [...byDigest.values()].filter((same) => new Set(same.flatMap(labelOf)).size > 1);
  if (found.length === 0) return [];
  const told = found.slice(0, MOST_TOLD).map((same) => {
    const all = same.map(({ id, label = "no label" }) => `${id} (${label})`);
    return `${all.slice(0, MOST_TOLD).join(", ")}${all.length > MOST_TOLD ? `, and ${all.length - MOST_TOLD} more` : ""}`;
  });
  const more = found.length > MOST_TOLD ? `; and ${found.length - MOST_TOLD} more` : "";
  return [`identical audio has different labels: ${told.join("; ")}${more}.`];
}

const MOST_TOLD = 5;

function labelOf({ label }: Clip): string[] {
  return label === undefined ? [] : [label];
}

/** A contest's test clips: their labels, if the folder tells any, are not looked at. */
async function readTestClips(
  path: string,
  labelled: readonly Clip[],
  options: CorpusOptions,
): Promise<Clip[]> {
  const { clips } = await readCorpus(path, options);
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
