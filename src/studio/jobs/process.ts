/** The process that does one job: the studio stays quick beside it, and outlives whatever becomes of it. */
import { setMaxListeners } from "node:events";
import { basename, join } from "node:path";
import { messageOf, ProsodiaError } from "../../base/errors.ts";
import { parseJson } from "../../base/params.ts";
import type { CheckReport } from "../../check/index.ts";
import { readCorpus } from "../../corpus/index.ts";
import { checkRecogniser } from "../../experiment/check.ts";
import { gatherFacts } from "../../experiment/clips/facts.ts";
import { nearIdentical } from "../../experiment/clips/near-identical.ts";
import { foldCount, readExperiment } from "../../experiment/config/config.ts";
import { experimentOf, exploreClips, recipeOf } from "../../experiment/explore.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import { readRecogniser } from "../../experiment/folder/read-recogniser.ts";
import { openWork } from "../../experiment/open-work.ts";
import { runEither } from "../../experiment/run-either.ts";
import type { Services } from "../../experiment/work/services.ts";
import { axesText } from "../../explore/svg.ts";
import { flatten } from "../../explore/view.ts";
import { findings, mapLines } from "../../explore/words.ts";
import type { ClipMaps } from "../answers.ts";
import { sentenceOf } from "../trouble.ts";
import { type JobMessage, type JobWork, jobWorkSchema, WORK_VARIABLE, workSchema } from "./job.ts";

type MapWork = Extract<JobWork, { kind: "map" }>;
type CheckWork = Extract<JobWork, { kind: "check" }>;

const controller = new AbortController();
// every job that waits listens to it
setMaxListeners(0, controller.signal);

function tell(message: JobMessage): void {
  if (process.connected) process.send?.(message);
}

async function work(spec: JobWork, services: Services): Promise<void> {
  switch (spec.kind) {
    case "experiment":
      await runEither(await readExperiment(spec.file), spec.folder, services);
      return;
    case "facts": {
      const { clips } = await readCorpus(spec.corpus, { spellings: "apart" });
      const facts = await gatherFacts(clips, services);
      tell({ kind: "facts", learnt: { facts, near: await nearIdentical(clips, facts, services) } });
      return;
    }
    case "map":
      await atomicWrite(spec.file, JSON.stringify(await mapOf(spec, services)));
      return;
    case "check":
      await atomicWrite(spec.file, `${JSON.stringify(await checkOf(spec, services), null, 2)}\n`);
  }
}

async function checkOf(spec: CheckWork, services: Services): Promise<CheckReport> {
  const recogniser = await readRecogniser(spec.recogniser);
  try {
    return await checkRecogniser(recogniser, { path: spec.corpus, clips: spec.clips }, services);
  } finally {
    await recogniser.release();
  }
}

async function mapOf({ by, corpora }: MapWork, services: Services): Promise<ClipMaps> {
  const isRun = "run" in by;
  const experiment = isRun
    ? await readExperiment(join(by.run, "experiment.json"))
    : await experimentOf(by.corpus, recipeOf({ id: by.feature, ...(by.overTime ? { overTime: {} } : {}) }), {
        seed: 1,
      });
  const asked = isRun ? { run: by.run, learner: by.learner } : {};
  const explored = await exploreClips(experiment, asked, services);
  const { exploration, features, corpus: reader } = explored;
  const page = {
    corpus: reader,
    features: features.join(" + "),
    protocol: explored.experiment.split.protocol,
    folds: foldCount(explored.experiment),
    seed: experiment.seed,
    exploration,
    sounds: [],
  };
  return {
    corpora,
    by: isRun ? `${by.learner} of ${basename(by.run)}` : page.features,
    ids: exploration.clipIds,
    labels: exploration.labels,
    traits: {
      ...Object.fromEntries(
        Object.entries(exploration.traits).map(([name, values]) => [
          name,
          values.map((value) => value ?? null),
        ]),
      ),
      ...(corpora.length > 1 ? { corpus: exploration.clipIds.map((id) => corpusOf(id, corpora)) } : {}),
    },
    findings: findings(page),
    maps: exploration.maps.map((map) => ({
      id: map.id,
      name: map.name,
      axes: axesText(map, exploration),
      lines: mapLines(map),
      places: Array.from(flatten(map), (place) => Number(place.toPrecision(5))),
    })),
  };
}

function corpusOf(id: string, corpora: MapWork["corpora"]): string | null {
  return corpora.find(({ prefix }) => id.startsWith(prefix))?.name ?? null;
}

const workOptions = () => parseJson(WORK_VARIABLE, process.env[WORK_VARIABLE] ?? "{}", workSchema);

async function main(raw: unknown): Promise<void> {
  const spec = jobWorkSchema.parse(raw);
  try {
    const services = await openWork(workOptions(), {
      signal: controller.signal,
      tell: (event) => tell({ kind: "event", event }),
    });
    try {
      await work(spec, services);
    } finally {
      await services.close();
    }
    tell({ kind: "done" });
  } catch (error) {
    if (controller.signal.aborted) tell({ kind: "stopped" });
    else if (error instanceof ProsodiaError)
      tell({ kind: "failed", message: sentenceOf(error, "resume it") });
    else {
      console.error(error);
      tell({ kind: "failed", message: `something broke that should not have: ${messageOf(error)}` });
    }
  } finally {
    if (process.connected) process.disconnect();
  }
}

const stop = (): void => controller.abort(new Error("stopped"));
// a studio that is gone, however it went: what is computed so far is kept
process.on("disconnect", stop);
process.on("SIGTERM", stop);
// Ctrl-C in a terminal reaches all processes of it: the studio says what is to be done
process.on("SIGINT", () => undefined);
process.once("message", (raw) => {
  process.on("message", stop);
  void main(raw);
});
