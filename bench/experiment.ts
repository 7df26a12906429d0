/**
 * A whole experiment as a person waits for it, from the command to the scores: `prosodia train` with an empty cache
 * against a plain script of soundfile, librosa and PyTorch, on the same cores in turns. Both read the clips, compute
 * features of them and of their copies, train a network per fold and score it. Our side is what was built last.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { z } from "zod";
import { encodeWav } from "../src/audio/wav.ts";
import { readCorpus } from "../src/corpus/index.ts";
import { parseExperiment } from "../src/experiment/config/config.ts";
import { recogniser } from "../src/learners/recogniser.ts";
import { paramsOf } from "../src/learners/spec.ts";
import { demoClips } from "../src/synth/index.ts";
import { PYTHON } from "./rival.ts";

const FOLDS = 5;

const COPIES = [
  { id: "speed", params: { rate: 0.95 } },
  { id: "speed", params: { rate: 1.05 } },
  { id: "noise" },
];
const PER_COEFFICIENT = [{ id: "standardise", params: { per: "coefficient" } }];

/** Learners by the model that is timed, as an experiment file has them. */
const LEARNERS = {
  mlp: {
    augment: COPIES,
    recipe: {
      trimDb: 30,
      features: [{ id: "mfcc", params: { nMfcc: 40 }, overTime: { functionals: ["mean", "sd"] } }],
    },
    model: {
      id: "mlp",
      params: { hidden: [512, 256], batchNorm: true, dropout: 0.5, learningRate: 0.002, epochs: 20 },
    },
  },
  wigglenet: {
    augment: COPIES.slice(2),
    recipe: { trimDb: 30, seconds: 1.6, features: [{ id: "mfcc", params: { nMfcc: 40 } }] },
    steps: PER_COEFFICIENT,
    model: { id: "wigglenet", params: { batchSize: 16, epochs: 4 } },
  },
  timnet: {
    augment: COPIES,
    recipe: { trimDb: 30, seconds: 1.6, features: [{ id: "mfcc", params: { nMfcc: 39 } }] },
    steps: PER_COEFFICIENT,
    model: { id: "timnet", params: { epochs: 4 } },
  },
} satisfies Record<string, unknown>;

/** How the reference computes its features: clip after clip, or a process per core. */
const FORMS = ["serial", "pooled"] as const;
type Form = (typeof FORMS)[number];

export interface ExperimentRow {
  readonly network: string;
  readonly clips: number;
  readonly cores: number;
  /** The best of the rounds. */
  readonly seconds: number;
  /** Share of the test clips that are named right. */
  readonly accuracy: number;
  /** The reference in its faster form. */
  readonly reference: Form | null;
  readonly referenceSeconds: number | null;
  readonly referenceAccuracy: number | null;
  readonly ratio: number | null;
}

interface Run {
  readonly seconds: number;
  readonly accuracy: number;
}

export async function benchExperiment(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: "boolean", default: false },
      network: { type: "string", default: Object.keys(LEARNERS).join(",") },
      clips: { type: "string" },
      features: { type: "string", default: FORMS.join(",") },
      rounds: { type: "string", default: "3" },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), "prosodia-bench-"));
  const rows: ExperimentRow[] = [];
  try {
    const corpus = values.clips === undefined ? await writeClips(folder) : resolve(values.clips);
    for (const [network, learner] of Object.entries(LEARNERS)) {
      if (!values.network.split(",").includes(network)) continue;
      const forms = FORMS.filter((form) => values.features.split(",").includes(form));
      const row = await timeExperiment(network, learner, {
        folder,
        corpus,
        forms,
        rounds: Number(values.rounds),
      });
      rows.push(row);
      (values.json ? process.stderr : process.stdout).write(`${lineOf(row)}\n`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  if (values.json) console.log(JSON.stringify(rows, null, 1));
}

/** Synthetic speech, as a folder that the reader of RAVDESS knows. */
async function writeClips(folder: string): Promise<string> {
  const corpus = join(folder, "corpus");
  await mkdir(corpus);
  for (const { name, audio } of demoClips({ voices: 8, sampleRate: 48000 })) {
    await writeFile(join(corpus, name), encodeWav(audio));
  }
  return corpus;
}

async function timeExperiment(
  network: string,
  learner: unknown,
  {
    folder,
    corpus,
    forms,
    rounds,
  }: {
    readonly folder: string;
    readonly corpus: string;
    readonly forms: readonly Form[];
    readonly rounds: number;
  },
): Promise<ExperimentRow> {
  const file = join(folder, `${network}.yaml`);
  const split = { protocol: "random", folds: FOLDS };
  const experiment = {
    seed: 1,
    corpus: { path: corpus, reader: "ravdess" },
    split,
    learners: { [network]: learner },
  };
  await writeFile(file, JSON.stringify(experiment));
  const request = await requestOf(JSON.stringify(experiment), file);
  let best: Run | undefined;
  const references = new Map<Form, Run>();
  for (let round = 0; round < rounds; round++) {
    best = faster(best, await runOurs(file, folder));
    for (const form of forms) {
      const run = await runReference({ ...request, features: form });
      if (run !== null) references.set(form, faster(references.get(form), run));
    }
  }
  if (best === undefined) throw new Error(`expected a round or more; got ${rounds}`);
  const [reference] = [...references].toSorted(([, a], [, b]) => a.seconds - b.seconds);
  return {
    network,
    clips: request.paths.length,
    cores: request.cores,
    seconds: rounded(best.seconds),
    accuracy: rounded(best.accuracy),
    reference: reference === undefined ? null : reference[0],
    referenceSeconds: reference === undefined ? null : rounded(reference[1].seconds),
    referenceAccuracy: reference === undefined ? null : rounded(reference[1].accuracy),
    ratio: reference === undefined ? null : rounded(reference[1].seconds / best.seconds),
  };
}

/** What the reference needs to know: files and labels, and the learner with all of its defaults. */
async function requestOf(experiment: string, file: string) {
  const {
    corpus: [{ path, reader = "ravdess" }],
    learners: [spec],
  } = await parseExperiment(experiment, file);
  const { corpus, clips } = await readCorpus(path, { reader });
  return {
    paths: clips.map((clip) => clip.path),
    labels: clips.map(({ label = "" }) => corpus.labels.indexOf(label)),
    learner: recogniser.params.parse(paramsOf(spec)),
    folds: FOLDS,
    cores: availableParallelism(),
  };
}

const summary = z.object({
  scores: z.tuple([z.object({ scores: z.array(z.object({ metric: z.string(), value: z.number() })) })]),
});

async function runOurs(file: string, folder: string): Promise<Run> {
  const cache = await mkdtemp(join(folder, "cache-"));
  const main = join(import.meta.dirname, "..", "dist", "cli", "main.js");
  const { seconds, output } = await timed(
    process.execPath,
    [main, "train", file, "--no-final", "--json", "--out", join(cache, "run")],
    { env: { PROSODIA_CACHE: cache } },
  );
  await rm(cache, { recursive: true });
  const [{ scores }] = summary.parse(JSON.parse(output)).scores;
  const accuracy = scores.find(({ metric }) => metric === "accuracy");
  if (accuracy === undefined) throw new Error("the run has no accuracy");
  return { seconds, accuracy: accuracy.value };
}

/** Null, and a word on the error output, where Python or one of its packages is missing. */
async function runReference(request: object): Promise<Run | null> {
  const script = join(import.meta.dirname, "reference", "experiment.py");
  try {
    const { seconds, output } = await timed(PYTHON, [script], { input: `${JSON.stringify(request)}\n` });
    return { seconds, ...z.object({ accuracy: z.number() }).parse(JSON.parse(output)) };
  } catch (error) {
    process.stderr.write(`no reference: ${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  }
}

/**
 * How long a command takes, from its start to its end, and what it prints.
 *
 * @throws Error if it fails, with the last line of its error output
 */
async function timed(
  command: string,
  args: readonly string[],
  { input = "", env = {} }: { readonly input?: string; readonly env?: Record<string, string> },
): Promise<{ seconds: number; output: string }> {
  const started = performance.now();
  const child = spawn(command, args, { env: { ...process.env, ...env } });
  // A command that ends early reads no more.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  if (code !== 0) throw new Error(`${command} ${args[0]} failed: ${errors.trim().split("\n").at(-1)}`);
  return { seconds: (performance.now() - started) / 1000, output };
}

function faster(a: Run | undefined, b: Run): Run {
  return a !== undefined && a.seconds <= b.seconds ? a : b;
}

function rounded(number: number): number {
  return Number(number.toPrecision(4));
}

function lineOf({ network, clips, cores, seconds, accuracy, ...reference }: ExperimentRow): string {
  const theirs =
    reference.ratio === null
      ? ""
      : `  PyTorch (${reference.reference} features) ${reference.referenceSeconds} s  ratio ${reference.ratio}  (accuracy ${reference.referenceAccuracy})`;
  return `${network.padEnd(10)} ${clips} clips  ${cores} cores  ${seconds} s  (accuracy ${accuracy})${theirs}`;
}
