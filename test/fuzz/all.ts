/** What can be fuzzed, by name. */
import { openAudio } from "./audio.ts";
import { openExperiments } from "./experiments.ts";
import type { FuzzKind } from "./kind.ts";
import { openRecognisers } from "./recognisers.ts";
import { openTables } from "./tables.ts";

export type KindName = "audio" | "experiments" | "tables" | "recognisers";

/** Each is opened with a folder of its own, where it may write. */
export const KINDS: Readonly<Record<KindName, (folder: string) => Promise<FuzzKind>>> = {
  audio: openAudio,
  experiments: openExperiments,
  tables: openTables,
  recognisers: openRecognisers,
};

export const KIND_NAMES = [
  "audio",
  "experiments",
  "tables",
  "recognisers",
] as const satisfies readonly KindName[];
