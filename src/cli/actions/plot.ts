/** `prosodia features plot`: pictures of recordings. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { ConfigError, CorpusError } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";
import { parseParams } from "../../base/params.ts";
import {
  type PlottedFeature,
  type PlottedRecording,
  parseTextGrid,
  plotFeatures,
  plottable,
} from "../../plot/index.ts";
import type { Assignments } from "../assignment.ts";
import { printLines } from "../lines.ts";
import { assertPicture, writePicture } from "../pictures.ts";
import { nameOf, readAudioFile } from "../read-audio-file.ts";
import { recordingsOf } from "../recordings.ts";

export interface PlotCommandOptions {
  readonly feature: readonly string[];
  readonly set?: Assignments;
  readonly out: string;
  readonly from?: number;
  readonly to?: number;
  readonly fmin?: number;
  readonly fmax?: number;
  readonly title?: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** TextGrid files, in the order of the recordings. */
  readonly labels?: readonly string[];
}

/** More columns have no room. */
const MOST_RECORDINGS = 6;

export async function plot(paths: readonly string[], options: PlotCommandOptions): Promise<void> {
  const { out, title, size, from, to, fmin, fmax, labels = [] } = options;
  assertPicture(out);
  const features = featuresOf(options);
  const files = await recordingsOf(paths);
  if (files.length > MOST_RECORDINGS) {
    throw new ConfigError(
      `expected at most ${MOST_RECORDINGS} recordings side by side, got ${files.length}.`,
    );
  }
  if (labels.length > files.length) {
    throw new ConfigError(
      `--labels: expected one file for each recording at most, got ${labels.length} for ${files.length}.`,
    );
  }
  const recordings: PlottedRecording[] = [];
  for (const [i, file] of files.entries()) {
    const name = basename(nameOf(file));
    recordings.push({
      name,
      audio: await readAudioFile(file),
      ...(labels[i] === undefined ? {} : { labels: await readLabels(labels[i]) }),
    });
  }
  const svg = plotFeatures(recordings, features, {
    ...(title === undefined ? {} : { title }),
    ...size,
    ...(from === undefined ? {} : { fromSeconds: from }),
    ...(to === undefined ? {} : { toSeconds: to }),
    ...(fmin === undefined ? {} : { minHz: fmin }),
    ...(fmax === undefined ? {} : { maxHz: fmax }),
  });
  await writePicture(out, svg);
  printLines(
    `${features.map(({ definition }) => definition.id).join(", ")} of ${files.join(", ")} drawn in ${out}`,
  );
}

/** With several features, a parameter names its own: mfcc.nMfcc=13. */
function featuresOf({ feature: ids, set = {} }: PlotCommandOptions): PlottedFeature[] {
  const isOne = ids.length === 1;
  for (const key of isOne ? [] : Object.keys(set)) {
    if (ids.some((id) => key.startsWith(`${id}.`))) continue;
    throw new ConfigError(
      `--set ${key}: expected it to begin with the feature that it is of: ${ids[0]}.${key}.`,
    );
  }
  return ids.map((id) => {
    const definition = plottable().find(id);
    const own = Object.entries(set).flatMap(([key, value]) =>
      isOne
        ? [[key, value] as const]
        : key.startsWith(`${id}.`)
          ? [[key.slice(id.length + 1), value] as const]
          : [],
    );
    const params = Object.fromEntries(own);
    parseParams(`feature ${id}`, definition.params, params);
    return { definition, params };
  });
}

async function readLabels(path: string) {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new CorpusError(`${path}: the labels cannot be read (${fileTrouble(error)}).`);
  });
  return parseTextGrid(bytes, path);
}
