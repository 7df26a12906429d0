/** `prosodia corpus plot`: how many clips, how long and how loud. */
import { basename, resolve } from "node:path";
import { counted } from "../../base/counted.ts";
import { CorpusError } from "../../base/errors.ts";
import { readCorpus } from "../../corpus/index.ts";
import { gatherFacts, isReadable } from "../../experiment/clips/facts.ts";
import type { WorkOptions } from "../../experiment/open-work.ts";
import { type PlottedClip, plotCorpus } from "../../plot/index.ts";
import { printLines, tellLines } from "../lines.ts";
import { assertPicture, writePicture } from "../pictures.ts";
import { withServices } from "../with-services.ts";

export interface PlotCorpusOptions extends WorkOptions {
  readonly out: string;
  readonly reader?: string;
  readonly title?: string;
  readonly size?: { readonly width: number; readonly height: number };
}

export async function plotCorpusCommand(path: string, options: PlotCorpusOptions): Promise<void> {
  const { out, reader, title, size } = options;
  assertPicture(out);
  const { corpus, clips } = await readCorpus(path, { reader, spellings: "apart" });
  const found = await withServices(options, "Stopped.", (services) => gatherFacts(clips, services));
  const facts = new Map(found.filter(isReadable).map((one) => [one.id, one]));
  const plotted = clips.flatMap(({ id, label, speaker, sex }): PlottedClip[] => {
    const fact = facts.get(id);
    if (fact === undefined) return [];
    return [{ label, speaker, sex, seconds: fact.samples / fact.sampleRate, levelDb: fact.levelDb }];
  });
  if (plotted.length === 0) throw new CorpusError(`${path}: no clip can be read; expected some to draw.`);
  const unread = clips.length - plotted.length;
  if (unread > 0)
    tellLines(`note: ${counted(unread, "clip")} cannot be read: prosodia corpus inspect names them.`);
  await writePicture(
    out,
    plotCorpus(plotted, { title: title ?? `${basename(resolve(path))} (${corpus.id})`, ...size }),
  );
  printLines(`${counted(plotted.length, "clip")} drawn in ${out}`);
}
