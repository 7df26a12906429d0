/** What listening costs in a page: work per hop, memory, and agreement with Node; without special headers, so on one thread, and with them. */
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "vite";
import { z } from "zod";
import { decodeAudio } from "../src/audio/decode.ts";
import { encodeWav } from "../src/audio/wav.ts";
import { LiveSession, liveHopSeconds } from "../src/live/session.ts";
import { loadRecogniser } from "../src/recogniser/index.ts";
import { demoClips } from "../src/synth/index.ts";
import { chromiumPath, launchChromium, NO_CHROMIUM } from "../test/browser/chromium.ts";
import { ISOLATED, serveFolder } from "../test/browser/static-server.ts";
import { heardBy } from "./live/heard.ts";
import { pageMemory } from "./live/page-memory.ts";

const WEIGHTS = resolve(import.meta.dirname, "../weights");
const CLIPS = 6;

const heardSchema = z.object({
  seconds: z.number(),
  milliseconds: z.array(z.number()),
  probabilities: z.array(z.array(z.number())),
});

export async function benchLive(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: "boolean", default: false },
      model: { type: "string", default: "tiny,ravdess" },
      threads: { type: "string", default: "1" },
      minutes: { type: "string", default: "60" },
    },
  });
  if (chromiumPath === undefined) throw new Error(NO_CHROMIUM);
  const folder = await mkdtemp(join(tmpdir(), "prosodia-bench-live-"));
  try {
    await build({
      root: join(import.meta.dirname, "live"),
      logLevel: "error",
      // without what only a page runs: threads load its script again
      build: { outDir: folder, target: "es2022", modulePreload: { polyfill: false } },
    });
    const clips = [...demoClips({ voices: 2, takes: 1 })].slice(0, CLIPS).map(({ audio }) => audio);
    const samples = Float32Array.from(clips.flatMap((clip) => [...clip.samples]));
    await writeFile(join(folder, "talk.wav"), encodeWav({ samples, sampleRate: clips[0].sampleRate }));
    const rows = [];
    for (const model of values.model.split(",")) {
      for (const threads of values.threads.split(",").map(Number)) {
        rows.push(await measure({ model, threads, seconds: 60 * Number(values.minutes), folder }));
        if (!values.json) console.log(JSON.stringify(rows.at(-1)));
      }
    }
    if (values.json) console.log(JSON.stringify(rows, null, 1));
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Measured {
  readonly model: string;
  /** One: the page has no special headers. */
  readonly threads: number;
  readonly seconds: number;
  /** Of the built page. */
  readonly folder: string;
}

async function measure({ model, threads, seconds, folder }: Measured) {
  const file = `${model}.onnx`;
  await copyFile(join(WEIGHTS, file), join(folder, file));
  const server = await serveFolder(folder, threads === 1 ? {} : ISOLATED);
  const browser = await launchChromium(chromiumPath ?? "");
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction("window.begin !== undefined");
    const over = page.evaluate(`begin("${file}", ${seconds}, ${threads})`);
    const control = await browser.newBrowserCDPSession();
    const early = Math.min(60, seconds / 2);
    await page.waitForFunction(`window.heard?.seconds > ${early}`, undefined, { timeout: 600_000 });
    const megabytesEarly = await pageMemory(control);
    await over;
    const heard = heardSchema.parse(await page.evaluate("window.heard"));
    return {
      model,
      threads,
      hopSeconds: liveHopSeconds((await opened(file)).info),
      seconds: Math.round(heard.seconds),
      medianMs: quantile(heard.milliseconds, 0.5),
      p95Ms: quantile(heard.milliseconds, 0.95),
      megabytesEarly: Math.round(megabytesEarly / 1e6),
      megabytesLate: Math.round((await pageMemory(control)) / 1e6),
      differenceFromNode: await differenceFromNode(file, folder, heard.probabilities),
    };
  } finally {
    await browser.close();
    server.close();
  }
}

async function opened(file: string) {
  return loadRecogniser(await readFile(join(WEIGHTS, file)));
}

/** The largest difference of a probability; infinite where only one side gave a label. */
async function differenceFromNode(
  file: string,
  folder: string,
  probabilities: readonly (readonly number[])[],
): Promise<number> {
  const recogniser = await opened(file);
  const { audio } = await decodeAudio(await readFile(join(folder, "talk.wav")), "talk.wav");
  const hopSamples = Math.round(liveHopSeconds(recogniser.info) * audio.sampleRate);
  const session = new LiveSession(recogniser, audio.sampleRate);
  const own = await heardBy(session, audio, hopSamples, audio.samples.length / audio.sampleRate);
  await recogniser.release();
  const differences = own.probabilities.map((row, i) =>
    row.length === probabilities[i].length
      ? Math.max(0, ...row.map((value, label) => Math.abs(value - probabilities[i][label])))
      : Number.POSITIVE_INFINITY,
  );
  return Number(Math.max(...differences).toPrecision(2));
}

function quantile(ascending: readonly number[], share: number): number {
  return Number(ascending[Math.floor(share * (ascending.length - 1))].toFixed(1));
}
