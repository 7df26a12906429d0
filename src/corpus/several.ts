/** One corpus or several as one: labels named alike, ids, speakers and sentences that cannot be taken for each other. */
import { basename } from "node:path";
import { ConfigError, CorpusError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import { didYouMean } from "../base/registry.ts";
import { orderedClips } from "./audio-files.ts";
import type { Clip, Corpus } from "./corpus.ts";
import { type CorpusOptions, readCorpus } from "./index.ts";
import { assertOneSpelling, spelledNames } from "./spellings.ts";

/** The labels that may occur; or, for each that occurs, what it is called here: null leaves its clips out. */
export type LabelMap = readonly string[] | Readonly<Record<string, string | null>>;

export interface CorpusSource extends Omit<CorpusOptions, "labels" | "warn" | "groups"> {
  readonly path: string;
  /** What clips, results and errors call it; its reader's id if absent. */
  readonly name?: string | undefined;
  readonly labels?: LabelMap | undefined;
  /** Whose speakers they are: corpora with the same people share speakers and sentences. */
  readonly people?: string | undefined;
  /** Of the clips of each label, drawn at random. */
  readonly share?: number;
  /** At most so many clips of each label, drawn at random. */
  readonly perLabel?: number | undefined;
}

export interface NamedCorpus {
  readonly name: string;
  readonly path: string;
  readonly corpus: Corpus;
}

export interface CorpusSet {
  readonly corpora: readonly NamedCorpus[];
  /** In order of id. */
  readonly clips: readonly Clip[];
  /** Labels in the order of the corpora; empty where the data decides. */
  readonly labels: readonly string[];
}

/**
 * The clips of all sources. Of several, ids begin with the corpus's name (`emodb/03a01Fa`), as do speakers and sentences unless
 * they are those of another one, too.
 *
 * @param seed - of what is drawn
 * @throws ConfigError if two corpora have one name, or a label map names a label that no clip has
 * @throws as `readCorpus`
 */
export async function readCorpora(
  sources: readonly CorpusSource[],
  seed: number,
  options: Pick<CorpusOptions, "groups" | "warn"> = {},
): Promise<CorpusSet> {
  const several = sources.length > 1;
  const corpora: NamedCorpus[] = [];
  const all: Clip[] = [];
  for (const source of sources) {
    const { path, labels } = source;
    const allowed = labels === undefined || isList(labels) ? labels : Object.keys(labels);
    const { corpus, clips: found } = await readCorpus(path, { ...source, ...options, labels: allowed });
    const name = source.name ?? corpus.id;
    const twin = corpora.find((one) => one.name === name);
    if (twin !== undefined) {
      throw new ConfigError(
        `corpus: ${twin.path} and ${path} are both called "${name}"; expected a name of each.`,
        "Name them: corpus: [{ path: …, name: … }, …].",
      );
    }
    corpora.push({ name, path, corpus });
    const drawn = drawnFrom(mapped(found, labels), source, createRandom(seed).fork(`corpus/${name}`));
    if (drawn.length === 0) throw new CorpusError(`${path}: no clip is left of the corpus; expected some.`);
    const people = source.people ?? (corpus.labels.length > 0 ? (corpus.people ?? corpus.id) : name);
    for (const clip of drawn) all.push(several ? within(clip, name, people) : { ...clip, corpus: name });
  }
  const clips = several ? orderedClips(all, sources.map(({ path }) => path).join(", ")) : all;
  const oneSpelling = sources.every(({ spellings }) => spellings !== "apart");
  if (several && oneSpelling)
    assertOneSpelling(corpora.map(({ name }) => name).join(" and "), spelledNames(clips, options.groups));
  return { corpora, clips, labels: orderOf(sources, corpora, clips) };
}

function isList(labels: LabelMap): labels is readonly string[] {
  return Array.isArray(labels);
}

/** @throws ConfigError if the map names a label that no clip has */
function mapped(clips: readonly Clip[], labels: LabelMap | undefined): readonly Clip[] {
  if (labels === undefined || isList(labels)) return clips;
  const present = new Set(clips.flatMap(({ label }) => label ?? []));
  const unknown = Object.keys(labels).find((label) => !present.has(label));
  if (unknown !== undefined) {
    throw new ConfigError(
      `corpus.labels: no clip has the label "${unknown}"; expected labels of the corpus, which are ${[...present].join(", ")}.`,
      didYouMean(unknown, [...present]),
    );
  }
  return clips.flatMap((clip) => {
    if (clip.label === undefined) return [clip];
    const label = labels[clip.label];
    return label === null ? [] : [{ ...clip, label }];
  });
}

/** Drawn label by label, in the order of the clips. */
function drawnFrom(
  clips: readonly Clip[],
  { share = 1, perLabel = Number.POSITIVE_INFINITY }: CorpusSource,
  random: ReturnType<typeof createRandom>,
): readonly Clip[] {
  const labels = [...new Set(clips.map(({ label = "" }) => label))];
  const kept = new Set(
    labels.flatMap((label) => {
      const own = clips.filter((clip) => (clip.label ?? "") === label);
      return random
        .fork(label)
        .shuffle(own)
        .slice(0, Math.min(perLabel, Math.ceil(share * own.length)));
    }),
  );
  return clips.filter((clip) => kept.has(clip));
}

/** The clip as one of several corpora's. */
function within(clip: Clip, name: string, people: string): Clip {
  const { id, speaker, sentence } = clip;
  return {
    ...clip,
    id: `${name}/${id}`,
    corpus: name,
    ...(speaker === undefined ? {} : { speaker: `${people}/${speaker}` }),
    ...(sentence === undefined ? {} : { sentence: `${people}/${sentence}` }),
  };
}

/** The order that the readers and maps give; sorted by name as soon as one gives none. */
function orderOf(
  sources: readonly CorpusSource[],
  corpora: readonly NamedCorpus[],
  clips: readonly Clip[],
): readonly string[] {
  const orders = corpora.map(({ corpus }, i) => {
    const { labels } = sources[i];
    if (labels === undefined || isList(labels)) return corpus.labels;
    return corpus.labels.length === 0 ? [] : corpus.labels.flatMap((label) => labels[label] ?? []);
  });
  if (orders.some((order) => order.length === 0)) return [];
  const present = new Set(clips.map(({ label }) => label));
  return [...new Set(orders.flat())].filter((label) => present.has(label));
}

/** What reports and files say of where the clips are from. */
export interface Provenance {
  /** `ravdess+emodb`. */
  readonly reader: string;
  /** Last parts of the paths: enough to recognise them by, and nobody's home directory. */
  readonly folder: string;
  readonly licence: string;
  readonly citation: string;
}

/** `ravdess (train)`. */
export function describeProvenance(corpora: readonly NamedCorpus[]): string {
  const { reader, folder } = provenanceOf(corpora);
  return `${reader} (${folder})`;
}

export function provenanceOf(corpora: readonly NamedCorpus[]): Provenance {
  const of = (read: (one: NamedCorpus) => string, between: string): string =>
    [...new Set(corpora.map(read))].join(between);
  return {
    reader: of(({ name }) => name, "+"),
    folder: of(({ path }) => basename(path), " + "),
    licence: of(({ corpus }) => corpus.licence, "; "),
    citation: of(({ corpus }) => corpus.citation, " "),
  };
}
