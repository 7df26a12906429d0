/** The report's files of a run: HTML, Markdown and JSON, and the scores for tables that compare runs. */
import { basename, join } from "node:path";
import { stringify } from "yaml";
import { VERSION } from "../../base/version.ts";
import { provenanceOf } from "../../corpus/several.ts";
import type { LeakFinding } from "../../dataset/audit.ts";
import { type Apart, splits } from "../../dataset/split/index.ts";
import type { DroppedTwin } from "../../dataset/twins.ts";
import {
  buildReport,
  type RecogniserResult,
  renderHtml,
  renderJson,
  renderMarkdown,
  scoresFileOf,
} from "../../report/index.ts";
import type { ClipSet } from "../clips/clips.ts";
import type { Experiment } from "../config/config.ts";
import { atomicWrite } from "../files/atomic-write.ts";
import type { Watch } from "../work/events.ts";
import { reportMedia } from "./report-media.ts";
import { portable } from "./save.ts";

export interface ReportMaterial {
  readonly folder: string;
  readonly experiment: Experiment;
  readonly set: ClipSet;
  readonly results: readonly RecogniserResult[];
  readonly folds: number;
  /** What no fold has on both sides. */
  readonly apart: Apart | null;
  readonly findings: readonly LeakFinding[];
  readonly dropped: readonly DroppedTwin[];
  readonly notes: readonly string[];
  /** Whether the page holds the sound of its clips, or links to it. */
  readonly embedAudio: boolean;
  readonly tell?: Watch["tell"];
  /** ISO 8601. */
  readonly started: string;
  readonly seconds: number;
}

/** What a report consists of, in the order in which it is written. */
export const REPORT_FILES = ["scores.json", "report.json", "report.md", "report.html"] as const;

/** @returns path of the HTML report */
export async function writeReport(material: ReportMaterial): Promise<string> {
  const { folder, experiment, set, results, findings, dropped } = material;
  const split = splits.find(experiment.split.protocol);
  const report = buildReport({
    title: experiment.name,
    protocol: {
      id: split.id,
      folds: material.folds,
      ...(typeof experiment.split.folds === "number" ? {} : { named: true }),
      seed: experiment.seed,
      leaky: split.leaky,
      target: experiment.target,
      enrol: experiment.split.enrol,
      apart: material.apart,
      ...(experiment.split.within === undefined ? {} : { within: experiment.split.within }),
    },
    corpus: {
      ...provenanceOf(set.corpora),
      labels: set.labels,
      fingerprint: set.fingerprint,
    },
    clips: set.clips,
    recognisers: results,
    audit: { findings, dropped },
    environment: {
      versions: { prosodia: VERSION, node: process.versions.node },
      started: material.started,
      seconds: material.seconds,
    },
    config: stringify(withoutPaths(experiment)),
    notes: material.notes,
  });
  const [scores, json, markdown, html] = REPORT_FILES.map((name) => join(folder, name));
  await atomicWrite(scores, `${JSON.stringify(scoresFileOf(report), null, 2)}\n`);
  await atomicWrite(json, renderJson(report));
  await atomicWrite(markdown, renderMarkdown(report));
  await atomicWrite(html, await renderHtml(report, await reportMedia(report, set.clips, material)));
  return html;
}

/** The experiment without paths of this machine: the last part of a path is enough to recognise it. */
function withoutPaths({ corpus, test, learners, plugins, ...rest }: Experiment): object {
  return {
    ...rest,
    plugins: plugins.map((path) => basename(path)),
    learners: Object.fromEntries(learners.map((spec) => [spec.name, portable(spec)])),
    corpus: corpus.map((one) => ({
      ...one,
      path: basename(one.path),
      ...(one.corrections === undefined ? {} : { corrections: basename(one.corrections) }),
    })),
    ...(test === undefined ? {} : { test: basename(test) }),
  };
}
