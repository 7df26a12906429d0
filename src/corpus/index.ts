/** The corpus readers, and reading a path with the right one. */
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CorpusError } from "../base/errors.ts";
import { createRegistry, didYouMean } from "../base/registry.ts";
import * as all from "./all.ts";
import { audioFilesBelow, hasAudioName, isFolder, noAudio } from "./audio-files.ts";
import type { Clip, Corpus, ReadOptions } from "./corpus.ts";
import { csv } from "./csv.ts";
import { isSideName, topFolders } from "./folder-names.ts";

export { type Clip, type Corpus, defineCorpus, type ReadOptions } from "./corpus.ts";

export const corpora = createRegistry<Corpus, typeof all>("corpus", all);

/**
 * The clips at a path, in order of id, and the reader that knew them.
 *
 * @param options - `reader`: id of the reader, found by the path's looks if absent; `labels`: those that may occur
 * @throws CorpusError if there is no such path, no reader recognises it, a clip is not as the reader expects, or
 *   a label is not among the given ones
 * @throws ConfigError if the reader's id is unknown
 */
export async function readCorpus(
  path: string,
  options: ReadOptions & { readonly reader?: string } = {},
): Promise<{ corpus: Corpus; clips: Clip[] }> {
  const named = options.reader === undefined ? undefined : corpora.find(options.reader);
  if ((await stat(path).catch(() => undefined)) === undefined) {
    throw new CorpusError(`${path}: there is no such file or folder.`);
  }
  const corpus = named ?? (await recognise(path));
  const clips = await corpus.read(path, options);
  checkLabels(clips, options.labels);
  return { corpus, clips };
}

async function recognise(path: string): Promise<Corpus> {
  if (!(await isFolder(path))) {
    if (await csv.recognises(path)) return csv;
    throw new CorpusError(
      `${path}: is no folder; expected a folder of audio files or a .csv or .tsv table.`,
      hasAudioName(path) ? `Give the folder that it is in: ${dirname(path)}.` : undefined,
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
  for (const corpus of generic) if (await corpus.recognises(path)) return corpus;
  throw noAudio(path);
}

function checkLabels(clips: readonly Clip[], labels: readonly string[] | undefined): void {
  if (labels === undefined) return;
  for (const { path, label } of clips) {
    if (label !== undefined && !labels.includes(label)) {
      throw new CorpusError(
        `${path}: the label "${label}" is unknown; expected one of ${labels.join(", ")}.`,
        didYouMean(label, labels),
      );
    }
  }
}
