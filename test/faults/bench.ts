/** A small experiment in a folder of its own, run by the built command line, and what an undisturbed run makes of it. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { encodeWav } from "../../src/audio/wav.ts";
import { demoClips } from "../../src/synth/index.ts";

const MAIN = resolve(import.meta.dirname, "../../dist/cli/main.js");

const EXPERIMENT = `
seed: 1
corpus: { path: corpus }
split: { protocol: random, folds: 2 }
learners:
  svm:
    recipe: { features: [{ id: mfcc, overTime: {} }] }
    model: { id: svm, params: { kernel: rbf, C: 10 } }
  mlp:
    augment: [{ id: shift }]
    recipe: { features: [{ id: mfcc, overTime: {} }] }
    model: { id: mlp, params: { hidden: [32], epochs: 40, batchSize: 4 } }
  both: { id: mean-probability, members: [svm, mlp] }
`;

/** Two voices say a sentence in three moods: 12 of 60 clips. */
const MOODS = /^03-01-0[345]-01-/;

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export interface TrainOptions {
  readonly run: string;
  readonly cache: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly spawned?: SpawnOptions;
  /** Before the command's own words: a shell that sets a limit. */
  readonly through?: readonly string[];
  /** Called with the process, to disturb it. */
  readonly disturb?: (child: ChildProcess) => void;
}

export interface Bench {
  readonly folder: string;
  /** Runs the experiment to its end, whatever it is. */
  train(options: TrainOptions): Promise<Ended>;
  /** A cache with all that an undisturbed run leaves, of this scenario's own. */
  warmCache(name: string): string;
  /** What differs from what an undisturbed run makes; undefined if nothing does. */
  difference(run: string): string | undefined;
  /** Of the undisturbed run, with an empty cache. */
  readonly seconds: number;
  close(): void;
}

export async function openBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), "prosodia-faults-"));
  mkdirSync(join(folder, "corpus"));
  for (const { name, audio } of demoClips({ voices: 2, takes: 1, seed: 3, sampleRate: 8000 })) {
    if (MOODS.test(name)) writeFileSync(join(folder, "corpus", name), encodeWav(audio));
  }
  writeFileSync(join(folder, "small.yaml"), EXPERIMENT);
  const train = (options: TrainOptions): Promise<Ended> => trainIn(folder, options);
  const undisturbed = await train({ run: "undisturbed", cache: "warm" });
  if (undisturbed.code !== 0) throw new Error(`the undisturbed run fails: ${undisturbed.stderr}`);
  const expected = digestsOf(join(folder, "undisturbed"));
  return {
    folder,
    train,
    warmCache(name) {
      cpSync(join(folder, "warm"), join(folder, name), { recursive: true });
      return name;
    },
    difference(run) {
      const found = digestsOf(join(folder, run));
      const names = new Set([...expected.keys(), ...found.keys()]);
      const unlike = [...names].filter((name) => expected.get(name) !== found.get(name));
      return unlike.length === 0 ? undefined : `${unlike.join(", ")} of ${run} differ`;
    },
    seconds: undisturbed.seconds,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function trainIn(
  folder: string,
  { run, cache, env, spawned, through = [], disturb }: TrainOptions,
): Promise<Ended> {
  const [command, ...words] = [...through, process.execPath, MAIN, "train", "small.yaml", "-o", run];
  const began = performance.now();
  return new Promise((done, fail) => {
    const child = spawn(command, [...words, "--workers", "2"], {
      stdio: "pipe",
      ...spawned,
      cwd: folder,
      env: { ...process.env, PROSODIA_CACHE: join(folder, cache), NO_COLOR: "1", ...env },
    });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdin?.end();
    child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", fail);
    child.on("close", (code, signal) => {
      const [stdout, stderr] = [out, err].map((chunks) => Buffer.concat(chunks).toString());
      done({ code, signal, stdout, stderr, seconds: (performance.now() - began) / 1000 });
    });
    disturb?.(child);
  });
}

const scoresSchema = z.looseObject({ recognisers: z.array(z.looseObject({ fitSeconds: z.number() })) });

/** Digests of what a run is for: folds, predictions, scores without the time that they took, recogniser files. */
function digestsOf(run: string): Map<string, string> {
  const files = readdirSync(run, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name).slice(run.length + 1))
    .filter((name) => !/^report\./.test(name));
  return new Map(
    files.map((name) => {
      const bytes = readFileSync(join(run, name));
      return [
        name,
        createHash("sha256")
          .update(name === "scores.json" ? timeless(bytes) : bytes)
          .digest("hex"),
      ];
    }),
  );
}

function timeless(bytes: Buffer): string {
  const { recognisers, ...rest } = scoresSchema.parse(JSON.parse(bytes.toString()));
  return JSON.stringify({ ...rest, recognisers: recognisers.map(({ fitSeconds: _, ...own }) => own) });
}
