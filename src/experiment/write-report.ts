/** The report's files of a run: HTML, Markdown and JSON, and the scores for tables that compare runs. */
import { basename, join } from "node:path";
import { stringify } from "yaml";
import { VERSION } from "../base/version.ts";
import type { LeakFinding } from "../dataset/audit.ts";
import { splits } from "../dataset/split/index.ts";
import type { DroppedTwin } from "../dataset/twins.ts";
import {
  buildReport,
  type RecogniserResult,
  renderHtml,
  renderJson,
  renderMarkdown,
  scoresFileOf,
} from "../report/index.ts";
import { atomicWrite } from "./atomic-write.ts";
import type { ClipSet } from "./clips.ts";
import type { Experiment } from "./config.ts";

export interface ReportMaterial {
  readonly folder: string;
  readonly experiment: Experiment;
  readonly set: ClipSet;
  readonly entries: readonly RecogniserResult[];
  readonly folds: number;
  readonly findings: readonly LeakFinding[];
  readonly dropped: readonly DroppedTwin[];
  readonly notes: readonly string[];
  /** ISO 8601. */
  readonly started: string;
  readonly seconds: number;
}

/** @returns path of the HTML report */
export async function writeReport(material: ReportMaterial): Promise<string> {
  const { folder, experiment, set, entries, findings, dropped } = material;
  const split = splits.find(experiment.split.protocol);
  const report = buildReport({
    title: experiment.name,
    protocol: {
      id: split.id,
      folds: material.folds,
      seed: experiment.seed,
      leaky: split.leaky,
      apart: split.apart,
    },
    corpus: {
      reader: set.corpus.id,
      folder: basename(experiment.corpus.path),
      labels: set.labels,
      licence: set.corpus.licence,
      citation: set.corpus.citation,
      fingerprint: set.fingerprint,
    },
    clips: set.clips,
    recognisers: entries,
    audit: { findings, dropped },
    environment: {
      versions: { prosodia: VERSION, node: process.versions.node },
      started: material.started,
      seconds: material.seconds,
    },
    config: stringify(portable(experiment)),
    notes: material.notes,
  });
  const html = join(folder, "report.html");
  await atomicWrite(join(folder, "scores.json"), `${JSON.stringify(scoresFileOf(report), null, 2)}\n`);
  await atomicWrite(join(folder, "report.json"), renderJson(report));
  await atomicWrite(join(folder, "report.md"), renderMarkdown(report));
  await atomicWrite(html, await renderHtml(report));
  return html;
}

/** The experiment without paths of this machine: the last part of a path is enough to recognise it. */
function portable(experiment: Experiment): object {
  const { corpus, test, recognisers, ...rest } = experiment;
  return {
    ...rest,
    recognisers: Object.fromEntries(
      Object.entries(recognisers).map(([name, { warmStart, ...one }]) => [
        name,
        warmStart === undefined
          ? one
          : { ...one, warmStart: { ...warmStart, weights: basename(warmStart.weights) } },
      ]),
    ),
    corpus: { ...corpus, path: basename(corpus.path) },
    ...(test === undefined ? {} : { test: basename(test) }),
  };
}
