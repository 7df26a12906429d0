/** A studio as a person would have it after an hour: a corpus, two runs, labels by ear, a map; and all of its pages. */
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { encodeWav } from "../../src/audio/wav.ts";
import { formatCsv } from "../../src/base/csv.ts";
import { checkRecogniser } from "../../src/experiment/check.ts";
import { parseExperiment } from "../../src/experiment/config/config.ts";
import { readRecogniser } from "../../src/experiment/folder/read-recogniser.ts";
import { runExperiment } from "../../src/experiment/run.ts";
import { demoClips } from "../../src/synth/index.ts";
import { openInProcess } from "../in-process.ts";

const MAIN = resolve(import.meta.dirname, "../../dist/cli/main.js");

const LEARNERS = `learners:
  svm: { recipe: { features: [{ id: functionals }] }, model: { id: svm } }
  ridge: { recipe: { features: [{ id: mfcc, overTime: {} }] }, model: { id: kernel-ridge } }
  mlp: { recipe: { features: [{ id: mfcc, overTime: {} }] }, model: { id: mlp, params: { hidden: [32], epochs: 20 } } }
  vote: { id: majority-vote, members: [svm, ridge, mlp] }
`;

/** A run over the corpus and another one, `strangers`: recordings of voices of their own. */
export async function writeRunOfTwo(folder: string): Promise<void> {
  mkdirSync(join(folder, "strangers"), { recursive: true });
  for (const { name, audio } of [...demoClips({ voices: 6, takes: 1 })].slice(120)) {
    writeFileSync(join(folder, "strangers", name), encodeWav(audio));
  }
  const yaml = `seed: 1
corpus: [{ path: ../voices, name: known }, { path: ../strangers, name: strangers }]
split: { protocol: speaker, folds: 3 }
learners: { ridge: { recipe: { features: [{ id: mfcc, overTime: {} }] }, model: { id: kernel-ridge } } }
final: false
`;
  const { services } = openInProcess(join(folder, "cache"));
  const experiment = await parseExperiment(yaml, join(folder, "experiments/both.yaml"));
  await runExperiment(experiment, join(folder, "runs/both"), services);
  await services.close();
}

/** Writes what is in the folder; takes some seconds. */
export async function writeWorkspace(folder: string): Promise<void> {
  mkdirSync(join(folder, "voices"), { recursive: true });
  const names: string[] = [];
  for (const { name, audio } of demoClips({ voices: 4, takes: 1 })) {
    writeFileSync(join(folder, "voices", name), encodeWav(audio));
    names.push(name.slice(0, -4));
  }
  const { services } = openInProcess(join(folder, "cache"));
  for (const protocol of ["speaker", "random"]) {
    const yaml = `seed: 1\ncorpus: { path: ../voices }\nsplit: { protocol: ${protocol}, folds: 4 }\n${LEARNERS}final: ${protocol === "speaker"}\n`;
    const name = protocol === "speaker" ? "speakers-apart" : "at-random";
    const experiment = await parseExperiment(yaml, join(folder, "experiments", `${name}.yaml`));
    await runExperiment(experiment, join(folder, "runs", name), services);
  }
  const recogniser = await readRecogniser(join(folder, "runs/speakers-apart/recognisers/mlp.onnx"));
  const checked = { path: join(folder, "voices"), clips: 100 };
  const report = await checkRecogniser(recogniser, checked, services);
  await recogniser.release();
  mkdirSync(join(folder, "runs/speakers-apart/checks"));
  writeFileSync(join(folder, "runs/speakers-apart/checks/mlp.json"), JSON.stringify(report));
  await services.close();
  mkdirSync(join(folder, "labels"));
  const given = names.slice(0, 30).flatMap((id, i) => [
    [id, i % 5 === 0 ? "calm" : "neutral", "no", "eva", "2026-01-01T10:00:00.000Z"],
    [id, i % 7 === 0 ? "sad" : "neutral", "no", "tom", "2026-01-01T11:00:00.000Z"],
  ]);
  writeFileSync(
    join(folder, "labels/voices.csv"),
    formatCsv([["id", "label", "bad", "annotator", "at"], ...given]),
  );
}

export interface RunningStudio {
  /** What lets a browser in. */
  readonly address: string;
  readonly base: string;
  stop(): Promise<void>;
}

/** The built command, on a port of its own. */
export function openStudio(folder: string): Promise<RunningStudio> {
  const child = spawn(process.execPath, [MAIN, "studio", folder, "--port", "0"], {
    env: { ...process.env, PROSODIA_CACHE: join(folder, "cache"), NO_COLOR: "1" },
  });
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  let told = "";
  return new Promise((done, fail) => {
    child.stderr.on("data", (chunk: Buffer) => {
      told += chunk.toString();
    });
    child.once("close", () => fail(new Error(`the studio ended: ${told}`)));
    child.stdout.on("data", (chunk: Buffer) => {
      told += chunk.toString();
      const address = /http:\S+(?=\n)/.exec(told)?.[0];
      if (address === undefined) return;
      done({
        address,
        base: address.replace(/enter\?.*/, ""),
        async stop() {
          child.kill("SIGTERM");
          await ended;
        },
      });
    });
  });
}

export interface StudioPage {
  readonly name: string;
  readonly hash: string;
  /** What is there once the page is. */
  readonly ready: string;
  act?(page: Page): Promise<void>;
}

const of = (...learners: readonly string[]): string =>
  learners.map((one) => `of=${encodeURIComponent(JSON.stringify(["runs/speakers-apart", one]))}`).join("&");

/** Every page; a map has to be made before its own. */
export const STUDIO_PAGES: readonly StudioPage[] = [
  { name: "corpora", hash: "#/corpora", ready: "text=Name a folder or table" },
  {
    name: "corpus",
    hash: "#/corpus?at=voices",
    ready: "tbody tr:nth-child(8)",
    async act(page) {
      await page.click("tbody tr:nth-child(3)");
      await page.click("text=Pictures");
      await page.waitForSelector(".picture img:not(.faint)");
    },
  },
  {
    name: "listen",
    hash: "#/listen?at=voices",
    ready: "text=Fleiss",
    async act(page) {
      await page.click("button:text-is('Begin')");
      await page.waitForSelector("text=bad recording");
    },
  },
  { name: "runs", hash: "#/runs", ready: "text=What knowing the speakers is worth" },
  { name: "run", hash: "#/run?at=runs/speakers-apart&learner=mlp", ready: "text=Loss, by fold" },
  {
    name: "behaviour",
    hash: "#/run?at=runs/speakers-apart&learner=mlp",
    ready: "text=Changed recordings",
    async act(page) {
      await page.locator("section:has(> div > #behaviour)").evaluate((section) => section.scrollIntoView());
      // the page's own head lies over its top
      await page.mouse.wheel(0, -60);
    },
  },
  { name: "compare", hash: `#/compare?${of("svm", "ridge", "vote")}`, ready: "text=more than chance where" },
  { name: "new", hash: "#/new?corpus=voices", ready: "text=✓ 1 learner" },
  {
    name: "map",
    hash: "#/map?at=voices",
    ready: "canvas",
    // on a narrow page it lies below the filters
    act: (page) => page.locator("canvas").scrollIntoViewIfNeeded(),
  },
  { name: "bench", hash: `#/bench?${of("svm", "ridge", "mlp")}`, ready: "text=The sheet" },
];

/** Lets the browser in, and makes the map. */
export async function enter(page: Page, { address, base }: RunningStudio): Promise<void> {
  await page.goto(address);
  await page.goto(`${base}#/map?at=voices`);
  const make = "button:text-is('Make the map')";
  await page.waitForSelector(`canvas, ${make}`);
  if (await page.locator(make).isVisible()) await page.click(make);
  await page.waitForSelector("canvas", { timeout: 120_000 });
}
