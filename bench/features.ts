/**
 * Features against librosa, PyWavelets, emd, openSMILE and onnxruntime: a process of ours and one of Python's take turns on the same clips, with
 * one thread each and with all cores. What is compared is the table in bench/reference/features.py.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { Audio } from "../src/audio/audio.ts";
import { decodeAudio } from "../src/audio/decode.ts";
import { features } from "../src/features/index.ts";
import { synthesise, voices } from "../src/synth/index.ts";
import type { RawClip } from "./feature-worker.ts";
import { PYTHON, startRival } from "./rival.ts";

export interface FeatureRow {
  readonly feature: string;
  /** Those that differ from the defaults. */
  readonly params: Record<string, unknown>;
  readonly threads: number;
  /** Per clip: the best of the rounds. */
  readonly ms: number;
  readonly referenceMs: number | null;
  readonly ratio: number | null;
}

const caseSchema = z.object({ id: z.string(), params: z.record(z.string(), z.unknown()) });
type Case = z.output<typeof caseSchema>;

/** Slow references are not asked again after so long. */
const PATIENCE_MS = 20_000;

export async function benchFeatures(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: "boolean", default: false },
      features: { type: "string", default: features.ids.join(",") },
      threads: { type: "string", default: `1,${availableParallelism()}` },
      rounds: { type: "string", default: "7" },
      clips: { type: "string" },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), "prosodia-bench-"));
  const rows: FeatureRow[] = [];
  try {
    const clips = await writeClips(folder, values.clips);
    for (const threads of new Set(values.threads.split(",").map(Number))) {
      const chosen = values.features.split(",");
      for await (const row of timeCases(clips, threads, Number(values.rounds), chosen)) {
        rows.push(row);
        (values.json ? process.stderr : process.stdout).write(`${lineOf(row)}\n`);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  if (values.json) console.log(JSON.stringify(rows, null, 1));
}

async function* timeCases(
  clips: readonly RawClip[],
  threads: number,
  rounds: number,
  chosen: readonly string[],
): AsyncGenerator<FeatureRow> {
  const ours = startRival(process.execPath, ["--import", "tsx", `${import.meta.dirname}/feature-passes.ts`]);
  const theirs = startRival(PYTHON, [`${import.meta.dirname}/reference/features.py`]);
  const timed = z.object({ ms: z.number() });
  try {
    await ours.ask({ threads, clips }, z.object({ ready: z.boolean() }));
    const known = await casesOf(() =>
      theirs.ask({ threads, clips }, z.object({ cases: z.array(caseSchema) })),
    );
    // what Python's packages do not have is timed alone
    const alone = features.ids.filter((id) => known?.every((one) => one.id !== id) ?? true);
    const cases = [...(known ?? []), ...alone.map((id): Case => ({ id, params: {} }))];
    for (const one of cases.filter(({ id }) => chosen.includes(id))) {
      const isCompared = known?.includes(one) ?? false;
      let [ms, referenceMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      const begin = performance.now();
      for (let round = 0; round < rounds && performance.now() - begin < PATIENCE_MS; round++) {
        ms = Math.min(ms, (await ours.ask(one, timed)).ms);
        if (isCompared) referenceMs = Math.min(referenceMs, (await theirs.ask(one, timed)).ms);
      }
      yield {
        feature: one.id,
        params: one.params,
        threads,
        ms: rounded(ms),
        referenceMs: isCompared ? rounded(referenceMs) : null,
        ratio: isCompared ? rounded(referenceMs / ms) : null,
      };
    }
  } finally {
    ours.close();
    theirs.close();
  }
}

/** The reference's cases; null, and a word on the error output, where Python or one of its packages is missing. */
async function casesOf(ask: () => Promise<{ cases: Case[] }>): Promise<Case[] | null> {
  try {
    return (await ask()).cases;
  } catch (error) {
    process.stderr.write(`no reference: ${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  }
}

/** The folder's audio files, or one synthesised clip, as files of float32 samples. */
async function writeClips(folder: string, source: string | undefined): Promise<RawClip[]> {
  const clips: RawClip[] = [];
  for (const { samples, sampleRate } of source === undefined ? [syntheticClip()] : await readClips(source)) {
    const path = join(folder, `${clips.length}.f32`);
    await writeFile(path, samples);
    clips.push({ path, sampleRate });
  }
  return clips;
}

async function readClips(folder: string): Promise<Audio[]> {
  const names = (await readdir(folder)).filter((name) => /\.(wav|flac|mp3|ogg|opus)$/i.test(name)).toSorted();
  const clips: Audio[] = [];
  for (const name of names) clips.push((await decodeAudio(await readFile(join(folder, name)), name)).audio);
  return clips;
}

/** The longest clip of RAVDESS in length and rate, 5.27 s at 48 kHz: synthetic speech, said until the time is up. */
function syntheticClip(): Audio {
  const sampleRate = 48000;
  const samples = new Float32Array(253_053);
  for (let take = 1, at = 0; at < samples.length; take++) {
    const speech = synthesise({
      voice: voices[0],
      sentence: "kids",
      emotion: "angry",
      intensity: "normal",
      take,
      seed: 1,
      sampleRate,
    });
    samples.set(speech.samples.subarray(0, samples.length - at), at);
    at += speech.samples.length;
  }
  return { samples, sampleRate };
}

function rounded(number: number): number {
  return Number(number.toPrecision(4));
}

function lineOf({ feature, params, threads, ms, referenceMs, ratio }: FeatureRow): string {
  const options = Object.entries(params).map(([key, value]) => `${key}=${value}`);
  const name = [feature, ...options].join(" ").padEnd(26);
  const reference = ratio === null ? "" : `  reference ${referenceMs} ms  ratio ${ratio}`;
  return `${name} threads ${threads}  ${ms} ms${reference}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchFeatures(process.argv.slice(2));
