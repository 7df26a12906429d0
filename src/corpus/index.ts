/** The corpus readers, and reading a path with the right one. */
import { stat } from "node:fs/promises";
import { CorpusError } from "../base/errors.ts";
import { createRegistry, didYouMean } from "../base/registry.ts";
import * as all from "./all.ts";
import type { Clip, Corpus, ReadOptions } from "./corpus.ts";

export type { Clip, Corpus, ReadOptions } from "./corpus.ts";

export const corpora = createRegistry<Corpus>("corpus", Object.values(all));

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
  const named = options.reader === undefined ? undefined : corpora.get(options.reader);
  if ((await stat(path).catch(() => undefined)) === undefined) {
    throw new CorpusError(`${path}: there is no such file or folder.`);
  }
  const corpus = named ?? (await recognise(path));
  const clips = await corpus.read(path, options);
  checkLabels(clips, options.labels);
  return { corpus, clips };
}

async function recognise(path: string): Promise<Corpus> {
  const asked = [
    ...corpora.list.filter((corpus) => corpus.generic !== true),
    ...corpora.list.filter((corpus) => corpus.generic === true),
  ];
  for (const corpus of asked) if (await corpus.recognises(path)) return corpus;
  const layouts = asked.map((corpus) => `${corpus.id} (${corpus.layout})`).join("; ");
  throw new CorpusError(`${path}: no corpus is recognised; expected one of: ${layouts}.`);
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
