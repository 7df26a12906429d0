/**
 * Time and peak memory of the built command line on corpora of many clips: `corpus inspect`, `features table`, and experiments with a linear
 * model, one with landmarks, a network, and a network on images. Clips are short and all different; each size begins with an empty cache.
 */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { encodeWav } from "../src/audio/wav.ts";
import { createRandom } from "../src/base/random.ts";
import { demoClips } from "../src/synth/index.ts";

const MAIN = resolve(import.meta.dirname, "../dist/cli/main.js");
const SAMPLE_RATE = 8_000;
/** Samples of a clip: a quarter of a second. */
const SAMPLES = 2_000;
const SPEAKERS = 20;
const PER_FOLDER = 1_000;

const STATISTICS = { features: [{ id: "mfcc", overTime: { functionals: ["mean", "sd"] } }] };
/** 12,000 numbers a row: most of them are filling, which takes memory like any other. */
const IMAGES = { features: [{ id: "mel", params: { nMels: 40 } }], frames: 300 };

const LEARNERS = {
  linear: { recipe: STATISTICS, model: { id: "logistic-regression" } },
  landmarks: { recipe: STATISTICS, model: { id: "kernel-ridge", params: { landmarks: 500 } } },
  network: { recipe: STATISTICS, model: { id: "mlp", params: { hidden: [32] } } },
  images: {
    recipe: IMAGES,
    steps: [{ id: "standardise" }],
    model: { id: "mlp", params: { hidden: [32], epochs: 2 } },
  },
};

export async function benchScale(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      clips: { type: "string", default: "1000,20000,200000" },
      commands: { type: "string", default: "inspect,features,linear,landmarks,network,images" },
      folder: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const commands = values.commands.split(",");
  const rows: object[] = [];
  for (const clips of values.clips.split(",").map(Number)) {
    const folder = values.folder ?? (await mkdtemp(join(tmpdir(), "prosodia-scale-")));
    try {
      await writeCorpus(folder, clips);
      for (const command of commands) {
        const { seconds, processorSeconds, peakMb } = await run(argumentsOf(command), folder);
        const row = {
          command,
          clips,
          seconds,
          msPerClip: (1000 * seconds) / clips,
          processorMsPerClip: (1000 * processorSeconds) / clips,
          peakMb,
          kbPerClip: (1000 * peakMb) / clips,
        };
        rows.push(row);
        if (!values.json) {
          console.log(
            `${command}, ${clips} clips: ${seconds.toFixed(1)} s, ${row.processorMsPerClip.toFixed(2)} ms of a processor a clip, peak ${peakMb.toFixed(0)} MB`,
          );
        }
      }
    } finally {
      if (values.folder === undefined) await rm(folder, { recursive: true, force: true });
    }
  }
  if (values.json) console.log(JSON.stringify(rows, null, 2));
}

function argumentsOf(command: string): string[] {
  if (command === "inspect") return ["corpus", "inspect", "clips.csv", "--json"];
  const features = ["--feature", "mfcc", "--over-time", "mean,sd", "-o", "features.parquet"];
  if (command === "features") return ["features", "table", "clips.csv", ...features];
  return ["train", `${command}.yaml`, "-o", `run-${command}`];
}

/** Changed copies of the demo's clips: no two are alike. */
async function writeCorpus(folder: string, clips: number): Promise<void> {
  const voices = [...demoClips({ voices: 1, takes: 1, sampleRate: SAMPLE_RATE })];
  const lines = ["path,label,speaker"];
  for (let i = 0; i < clips; i++) {
    const { name, audio } = voices[i % voices.length];
    const random = createRandom(i);
    const from = random.integer(audio.samples.length - SAMPLES);
    const samples = audio.samples
      .slice(from, from + SAMPLES)
      .map((sample) => sample + 0.001 * random.normal());
    const place = `${Math.floor(i / PER_FOLDER)}/${i}.wav`;
    if (i % PER_FOLDER === 0) await mkdir(join(folder, "clips", String(i / PER_FOLDER)), { recursive: true });
    await writeFile(join(folder, "clips", place), encodeWav({ samples, sampleRate: SAMPLE_RATE }));
    lines.push(`clips/${place},${name.slice(6, 8)},s${i % SPEAKERS}`);
  }
  await writeFile(join(folder, "clips.csv"), `${lines.join("\n")}\n`);
  for (const [name, learner] of Object.entries(LEARNERS)) {
    const experiment = {
      corpus: { path: "./clips.csv" },
      split: { protocol: "speaker", folds: 2 },
      final: false,
      learners: { [name]: learner },
    };
    await writeFile(join(folder, `${name}.yaml`), JSON.stringify(experiment));
  }
}

/** Ticks of /proc in a second. */
const TICKS = 100;

/** Processor time and peak are those of the whole process, threads and native memory included. */
async function run(
  args: readonly string[],
  folder: string,
): Promise<{ readonly seconds: number; readonly processorSeconds: number; readonly peakMb: number }> {
  const started = performance.now();
  const env = { ...process.env, PROSODIA_CACHE: join(folder, "cache") };
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  let peakKb = 0;
  let ticks = 0;
  const timer = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, "utf8").catch(() => "");
    peakKb = Math.max(peakKb, Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? 0));
    const stat = await readFile(`/proc/${child.pid}/stat`, "utf8").catch(() => "");
    // behind the name, which may hold anything: user and system time are the 12th and 13th
    const [user, system] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13)
      .map(Number);
    ticks = Math.max(ticks, (user || 0) + (system || 0));
  }, 50);
  const code = await new Promise((done) => child.once("close", done));
  clearInterval(timer);
  if (code !== 0) throw new Error(`prosodia ${args.join(" ")} ended with ${code}`);
  return {
    seconds: (performance.now() - started) / 1000,
    processorSeconds: ticks / TICKS,
    peakMb: peakKb / 1000,
  };
}
