/** What a corpus holds and what is wrong with it, out of facts that were gathered clip by clip. */
import { z } from "zod";
import { bandwidthHz } from "../audio/bandwidth.ts";
import type { DecodedAudio } from "../audio/decode.ts";
import { audioDigest, loudDb, peakDb, rmsDb } from "../audio/level.ts";
import type { Clip } from "./corpus.ts";
import { type SpelledName, spelledNames } from "./spellings.ts";

/** Facts about one decoded clip; a schema, so that they can be kept as JSON. */
export const clipFactsSchema = z.strictObject({
  id: z.string().describe("clip id"),
  sampleRate: z.number().describe("Hz"),
  channels: z.int().describe("channels of the file"),
  samples: z.int().describe("samples per channel"),
  peakDb: z.number().describe("largest distance from the mean, dBFS"),
  rmsDb: z.number().describe("root mean square around the mean, dBFS"),
  levelDb: z.number().describe("level of the loud sounds, dBFS"),
  bandwidthHz: z.number().describe("highest frequency that holds sound, Hz"),
  digest: z.string().describe("content address of the decoded mono audio"),
});

export type ReadableClipFacts = Readonly<z.output<typeof clipFactsSchema>>;

export interface UnreadableClipFacts {
  readonly id: string;
  /** One sentence that names the file. */
  readonly error: string;
}

export type ClipFacts = ReadableClipFacts | UnreadableClipFacts;

/** How many clips have a value; clips that lack it are not counted. */
export interface Count<T> {
  readonly value: T;
  readonly count: number;
}

export interface CorpusInspection {
  readonly clips: number;
  readonly labels: readonly Count<string>[];
  readonly speakers: readonly Count<string>[];
  readonly sexes: readonly Count<string>[];
  readonly sentences: readonly Count<string>[];
  readonly intensities: readonly Count<string>[];
  readonly takes: readonly Count<string>[];
  /** Names of a table's other columns, and how many clips have a value there. */
  readonly columns: readonly Count<string>[];
  /** Null where no clip can be read. */
  readonly durations: {
    readonly minS: number;
    readonly medianS: number;
    readonly maxS: number;
    readonly totalS: number;
    readonly longestSamples: number;
  } | null;
  /** Hz. */
  readonly sampleRates: readonly Count<number>[];
  readonly channels: readonly Count<number>[];
  /** Lowest and highest peak of a clip, dBFS; null where no clip can be read. */
  readonly peakDb: { readonly min: number; readonly max: number } | null;
  /** Groups of clips with the same audio: ids in order. */
  readonly identical: readonly (readonly string[])[];
  /** Pairs of clips that are one recording, changed: ids in order. */
  readonly nearIdentical: readonly (readonly [string, string])[];
  /** Names in several spellings: training refuses them unless told that they differ. */
  readonly spelled: readonly SpelledName[];
  readonly unreadable: readonly UnreadableClipFacts[];
}

export async function factsOf(id: string, decoded: DecodedAudio): Promise<ReadableClipFacts> {
  const { audio, channels } = decoded;
  return {
    id,
    sampleRate: audio.sampleRate,
    channels,
    samples: audio.samples.length,
    peakDb: peakDb(audio),
    rmsDb: rmsDb(audio),
    levelDb: loudDb(audio),
    bandwidthHz: bandwidthHz(audio),
    digest: await audioDigest(audio),
  };
}

/**
 * Counts, durations, rates, levels, identical clips and unreadable files of a corpus.
 *
 * @param facts - one per clip, in any order
 * @param nearIdentical - pairs of clips that were found to be one recording
 */
export function inspectCorpus(
  clips: readonly Clip[],
  facts: readonly ClipFacts[],
  nearIdentical: CorpusInspection["nearIdentical"],
): CorpusInspection {
  const readable: ReadableClipFacts[] = [];
  const unreadable: UnreadableClipFacts[] = [];
  for (const one of facts) {
    if ("error" in one) unreadable.push(one);
    else readable.push(one);
  }
  const peaks = readable.map((one) => one.peakDb);
  return {
    clips: clips.length,
    labels: countsOf(clips.map((clip) => clip.label)),
    speakers: countsOf(clips.map((clip) => clip.speaker)),
    sexes: countsOf(clips.map((clip) => clip.sex)),
    sentences: countsOf(clips.map((clip) => clip.sentence)),
    intensities: countsOf(clips.map((clip) => clip.intensity)),
    takes: countsOf(clips.map((clip) => clip.take)),
    columns: countsOf(clips.flatMap((clip) => Object.keys(clip.columns ?? {}))),
    durations: durationsOf(readable),
    sampleRates: countsOf(readable.map((one) => one.sampleRate)),
    channels: countsOf(readable.map((one) => one.channels)),
    peakDb: peaks.length === 0 ? null : { min: least(peaks), max: greatest(peaks) },
    identical: identicalGroups(readable),
    nearIdentical,
    spelled: spelledNames(clips),
    unreadable: unreadable.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** In order of value. */
function countsOf<T extends string | number>(values: readonly (T | undefined)[]): Count<T>[] {
  const counts = new Map<T, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
}

function durationsOf(facts: readonly ReadableClipFacts[]): CorpusInspection["durations"] {
  if (facts.length === 0) return null;
  const seconds = facts.map((one) => one.samples / one.sampleRate).sort((a, b) => a - b);
  const middle = seconds.length >> 1;
  return {
    minS: seconds[0],
    medianS: seconds.length % 2 === 1 ? seconds[middle] : (seconds[middle - 1] + seconds[middle]) / 2,
    maxS: seconds[seconds.length - 1],
    totalS: seconds.reduce((sum, one) => sum + one, 0),
    longestSamples: greatest(facts.map((one) => one.samples)),
  };
}

function identicalGroups(facts: readonly ReadableClipFacts[]): string[][] {
  const byDigest = new Map<string, string[]>();
  for (const { id, digest } of facts) {
    const same = byDigest.get(digest);
    if (same === undefined) byDigest.set(digest, [id]);
    else same.push(id);
  }
  return [...byDigest.values()]
    .filter((ids) => ids.length > 1)
    .map((ids) => ids.sort())
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b));
}

function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}
