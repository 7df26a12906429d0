/** What a report takes where none was written here: most of it are pictures of clips, of which three are drawn and thrown away. */
import { MOST_HARDEST } from "../../report/index.ts";
import { pictureOf } from "../folder/report-media.ts";
import type { Planned } from "../plan/prepare.ts";
import type { Services } from "../work/services.ts";
import { reportEffort } from "./report-effort.ts";

/** Ever faster: the last one is like the others. */
const PICTURES = 3;

export async function tryReport(
  { experiment, set, plan }: Planned,
  embedAudio: boolean,
  { timings, signal }: Services,
): Promise<void> {
  const effort = reportEffort(experiment, embedAudio);
  if ((await timings.guess(effort)) !== undefined) return;
  const tested = new Set(plan.folds.flatMap(({ test }) => test));
  const clips = set.clips.filter(({ id }) => tested.has(id));
  const took: number[] = [];
  for (const clip of clips.slice(0, PICTURES)) {
    signal?.throwIfAborted();
    const begun = performance.now();
    if ((await pictureOf(clip, clip.label ?? "")) === undefined) return;
    took.push((performance.now() - begun) / 1000);
  }
  const last = took.at(-1);
  if (last === undefined) return;
  const others = Math.max(0, Math.min(MOST_HARDEST, clips.length) - took.length);
  timings.learn(effort, took.reduce((sum, one) => sum + one, 0) + others * last);
}
