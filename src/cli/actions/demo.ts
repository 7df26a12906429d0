/** `prosodia demo`: the whole job on synthetic speech, with no data and no network. */

import { readdir, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import pc from "picocolors";
import { encodeWav } from "../../audio/wav.ts";
import { formatSeconds } from "../../base/duration.ts";
import { ConfigError } from "../../base/errors.ts";
import { readExperiment } from "../../experiment/config/config.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import { runExperiment } from "../../experiment/run.ts";
import { createSubmission } from "../../experiment/submit.ts";
import { openServices } from "../../experiment/work/services.ts";
import { demoClips } from "../../synth/index.ts";
import { describeRun } from "../describe-run.ts";
import { interruptible } from "../interrupt.ts";
import { printLines } from "../lines.ts";
import { createProgress, type Progress } from "../progress.ts";
import { showEvents } from "../show-events.ts";
import { writeSyntheticCorpus } from "../synthetic-corpus.ts";

/** The experiment that the demo writes and runs; a file to copy and change. */
const EXPERIMENT = `# What to read, how to split it, and what to measure. Run it with: prosodia train experiment.yaml
name: demo
seed: 1
corpus: { path: ./clips.csv }
split: { protocol: random, folds: 3 }
learners:
  svm:
    recipe: { trimDb: 30, features: [{ id: mfcc, params: { nMfcc: 20 }, overTime: { functionals: [mean, sd] } }] }
    model: { id: svm, params: { kernel: rbf, C: 10 } }
  mlp:
    augment: [{ id: shift }, { id: noise }]
    recipe: { trimDb: 30, features: [{ id: mfcc, params: { nMfcc: 40, deltas: 1 }, overTime: { functionals: [mean, sd] } }] }
    model: { id: mlp, params: { hidden: [128, 64], epochs: 40 } }
  wigglenet:
    recipe: { trimDb: 30, seconds: 1.6, features: [{ id: mfcc }, { id: w-mfcc, params: { splits: 2 } }] }
    steps: [{ id: standardise, params: { per: coefficient } }]
    model: { id: wigglenet, params: { channels: 12, epochs: 15, batchSize: 16, learningRate: 0.05 } }
  vote: { id: majority-vote, members: [svm, mlp, wigglenet], tieBreaker: svm }
`;

/** The voices of the unlabelled clips say everything once more. */
const TEST_CLIPS = 40;

export async function demo(options: { out: string }): Promise<void> {
  const started = performance.now();
  const folder = resolve(options.out);
  const run = join(folder, "run");
  const submissionPath = join(folder, "submission.csv");
  await claimFolder(folder);
  const progress = createProgress();
  const lines = showEvents(progress);
  const summary = await interruptible("Stopped. Run the demo again to go on.", async (signal) => {
    const services = openServices({ signal, tell: lines.tell, cacheRoot: join(folder, "cache") });
    try {
      await writeInputs(folder, progress, signal);
      const result = await runExperiment(
        await readExperiment(join(folder, "experiment.yaml")),
        run,
        services,
      );
      const submission = await createSubmission(run, join(folder, "test"), {}, services);
      await atomicWrite(submissionPath, submission.csv);
      return result;
    } finally {
      progress.clear();
      await services.close();
    }
  });
  const show = (path: string) => relative(process.cwd(), path) || ".";
  printLines(
    ...describeRun(summary),
    "",
    `Done in ${formatSeconds((performance.now() - started) / 1000)}. Look at`,
    `  ${pc.bold(show(join(run, "report.html")))}  scores, confusion matrices, every prediction`,
    `  ${show(join(run, "predictions"))}/*.csv  predictions by clip id`,
    `  ${show(submissionPath)}  a contest csv for the unlabelled clips in ${show(join(folder, "test"))}`,
    "Try next",
    `  npx prosodia predict ${show(join(folder, "test"))}/sample000.wav --model ${show(join(run, "recognisers", "svm.onnx"))}`,
    `  npx prosodia train ${show(join(folder, "experiment.yaml"))} --set split.protocol=speaker -o ${show(folder)}/by-speaker`,
    "The speech is synthetic: its scores say that the machinery works, nothing about people.",
  );
}

/** A file that says: everything in this folder was made by the demo, and may be made anew by it. */
const MARKER = ".prosodia-demo";

/** @throws ConfigError if the folder holds anything that the demo did not make */
async function claimFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  if (names.length > 0 && !names.includes(MARKER)) {
    throw new ConfigError(
      `${folder}: the folder holds other things (${names.slice(0, 3).join(", ")}); expected an empty or new one.`,
      "Name another with --out.",
    );
  }
  await atomicWrite(join(folder, MARKER), "");
}

async function writeInputs(folder: string, progress: Progress, signal: AbortSignal): Promise<void> {
  await writeSyntheticCorpus(folder, {}, progress, signal);
  let sample = 0;
  for (const { audio } of demoClips({ takes: 1, seed: 2 })) {
    if (sample === TEST_CLIPS) break;
    await atomicWrite(
      join(folder, "test", `sample${String(sample++).padStart(3, "0")}.wav`),
      encodeWav(audio),
    );
  }
  await writeFile(join(folder, "experiment.yaml"), EXPERIMENT);
}
