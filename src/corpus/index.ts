/** The corpus readers, and reading a path with the right one. */
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { counted } from "../base/counted.ts";
import { ConfigError, CorpusError } from "../base/errors.ts";
import { createRegistry } from "../base/registry.ts";
import * as all from "./all.ts";
import { audioFilesBelow, hasAudioName, isFolder, noAudio, soundLeftOut } from "./audio-files.ts";
import type { Clip, Corpus, ReadOptions } from "./corpus.ts";
import { corrected, readOpinions } from "./corrections.ts";
import { doubtsOf, isSideName, topFolders } from "./folder-names.ts";
import { assertKnownLabel } from "./labels.ts";
import { assertOneSpelling, type Spellings, spelledNames, withoutMissing } from "./spellings.ts";

export { type Clip, type Corpus, defineCorpus, type ReadOptions } from "./corpus.ts";
export type { Segment } from "./segment.ts";
export type { Spellings } from "./spellings.ts";

export const corpora = createRegistry<Corpus, typeof all>("corpus", all);

export interface CorpusOptions extends ReadOptions {
  /** Id of the reader; found by the path's looks if absent. */
  readonly reader?: string | undefined;
  /** Ids of clips to leave out. */
  readonly exclude?: readonly string[];
  /** A table of labels that people gave by ear, which come before those of the corpus. */
  readonly corrections?: string | undefined;
  /** Two spellings of one name are an error (by default), or two names. */
  readonly spellings?: Spellings;
  /** Other columns of a table that clips are to be grouped by, whose spellings count too. */
  readonly groups?: readonly string[];
}

/**
 * The clips at a path, in order of id, and the reader that knew them. Fields that say `nan`, `None` or nothing are
 * left out, whatever the reader.
 *
 * @throws CorpusError if there is no such path, no reader recognises it, a clip is not as the reader expects, a label
 *   is not among the given ones, or a name has two spellings
 * @throws ConfigError if the reader's id, or that of a clip to leave out, is unknown
 */
export async function readCorpus(
  path: string,
  options: CorpusOptions = {},
): Promise<{ corpus: Corpus; clips: Clip[] }> {
  const named = options.reader === undefined ? undefined : corpora.find(options.reader);
  if ((await stat(path).catch(() => undefined)) === undefined) {
    throw new CorpusError(`${path}: there is no such file or folder.`);
  }
  const corpus = named ?? (await recognise(path));
  const { labels, warn, exclude = [], spellings = "one", groups = [] } = options;
  const all = await corpus.read(path, { labels, warn });
  const heard = options.corrections === undefined ? all : await asHeard(all, options.corrections, warn);
  if (warn !== undefined && (await isFolder(path))) {
    // readers of tables do not walk the folder, and need not be able to
    const leftOut = await soundLeftOut(path).catch(() => undefined);
    if (leftOut !== undefined) warn(leftOut);
  }
  const clips = withoutMissing(withoutExcluded(heard, exclude));
  for (const { path: file, where = file, label } of clips) assertKnownLabel(where, label, labels);
  if (spellings === "one") assertOneSpelling(path, spelledNames(clips, groups));
  return { corpus, clips };
}

async function asHeard(
  clips: readonly Clip[],
  path: string,
  warn: ReadOptions["warn"],
): Promise<readonly Clip[]> {
  const { clips: heard, changed, bad } = corrected(clips, await readOpinions(path));
  const [has, them] = changed === 1 ? ["has", "it"] : ["have", "them"];
  warn?.(
    `${path}: ${counted(changed, "clip")} ${has} another label than the corpus gives ${them}, ${bad} ${bad === 1 ? "is" : "are"} left out as bad.`,
  );
  return heard;
}

function withoutExcluded(clips: readonly Clip[], exclude: readonly string[]): readonly Clip[] {
  const known = new Set(clips.map(({ id }) => id));
  const unknown = exclude.find((id) => !known.has(id));
  if (unknown !== undefined) throw new ConfigError(`corpus.exclude: the corpus has no clip "${unknown}".`);
  const excluded = new Set(exclude);
  return clips.filter(({ id }) => !excluded.has(id));
}

/** Spreadsheets, which people also call tables. */
const SHEET = /\.(xlsx?|xlsm|ods|numbers)$/i;

async function recognise(path: string): Promise<Corpus> {
  if (!(await isFolder(path))) {
    for (const corpus of corpora.list) if (await corpus.recognises(path)) return corpus;
    throw new CorpusError(
      `${path}: is no folder; expected a folder of audio files or a .csv or .tsv table.`,
      hasAudioName(path)
        ? `Give the folder that it is in: ${dirname(path)}.`
        : SHEET.test(path)
          ? "Save the sheet as .csv."
          : undefined,
    );
  }
  const [generic, specific] = [true, false].map((is) =>
    corpora.list.filter((corpus) => (corpus.generic === true) === is),
  );
  for (const corpus of specific) if (await corpus.recognises(path)) return corpus;
  const sides = topFolders(await audioFilesBelow(path)).filter(isSideName);
  if (sides.length > 1) {
    throw new CorpusError(
      `${path}: holds the sides ${sides.join(" and ")}; expected the folder of one side.`,
      `Give that one, as in ${join(path, sides[sides.length - 1])}.`,
    );
  }
  const doubts = doubtsOf(await audioFilesBelow(path));
  if (doubts !== undefined) {
    throw new CorpusError(
      `${path}: ${doubts}; expected one folder per label.`,
      'If they are labels, name the reader "folders"; else write a table with the columns path, label and speaker.',
    );
  }
  for (const corpus of generic) if (await corpus.recognises(path)) return corpus;
  throw noAudio(path);
}
