/** `prosodia compare`: runs side by side. */
import { dirname, resolve } from "node:path";
import { ConfigError } from "../../base/errors.ts";
import type { Clip } from "../../corpus/corpus.ts";
import { columnsOf } from "../../dataset/rows.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import { clipsOfRuns, readRun } from "../../experiment/folder/read-run.ts";
import { embeddedSounds, linkedSounds } from "../../experiment/folder/sounds.ts";
import { BOOTSTRAP_SEED } from "../../metrics/bootstrap.ts";
import { clipsHeard, compareRuns, type RunComparison, renderComparisonHtml } from "../../report/index.ts";
import { describeComparison } from "../describe-comparison.ts";
import { requireEnding } from "../endings.ts";
import { printLines, tellLines } from "../lines.ts";
import { printJson } from "../print.ts";

export interface CompareCommandOptions {
  readonly by?: string;
  readonly out?: string;
  readonly embedAudio?: boolean;
  readonly json?: boolean;
}

export async function compare(
  places: readonly string[],
  { by, out, embedAudio = false, json = false }: CompareCommandOptions,
): Promise<void> {
  requireEnding("--out", out, ".html");
  if (embedAudio && out === undefined) throw new ConfigError("--embed-audio: expected a page, -o file.html.");
  const runs = await Promise.all(places.map((place) => readRun(place)));
  const clips = await clipsOfRuns(runs);
  const columns = new Map([...clips].map(([id, clip]) => [id, columnsOf(clip)]));
  const comparison = compareRuns(runs, { by, columns, seed: BOOTSTRAP_SEED });
  if (out !== undefined) {
    await atomicWrite(out, await page(comparison, clips, out, embedAudio));
  }
  if (json) printJson(comparison);
  else printLines(...describeComparison(comparison));
  if (out !== undefined && !json) printLines(`Page: ${out}`);
}

async function page(
  comparison: RunComparison,
  clips: ReadonlyMap<string, Clip>,
  out: string,
  embed: boolean,
): Promise<string> {
  const heard = clipsHeard(comparison).flatMap((id) => clips.get(id) ?? []);
  if (heard.length === 0) tellLines("note: the runs' corpus is not where it was: the page has no sound.");
  if (!embed) return renderComparisonHtml(comparison, linkedSounds(heard, dirname(resolve(out))));
  const { sounds, leftOut } = await embeddedSounds(heard);
  if (leftOut === null) return renderComparisonHtml(comparison, sounds);
  tellLines(`note: ${leftOut}`);
  return renderComparisonHtml({ ...comparison, notes: [...comparison.notes, leftOut] }, sounds);
}
