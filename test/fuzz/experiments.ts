/** Experiment files, damaged: they are planned, and their recipes give finite features, or one sentence says why not. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { encodeWav } from "../../src/audio/wav.ts";
import { formatCsv } from "../../src/base/csv.ts";
import { describeParams } from "../../src/base/params.ts";
import { createRandom, type Random } from "../../src/base/random.ts";
import { readExperiment } from "../../src/experiment/config/config.ts";
import { leavesOf } from "../../src/experiment/plan/leaves.ts";
import { planExperiment } from "../../src/experiment/plan/prepare.ts";
import { extractRecipe, networksOf } from "../../src/features/recipe.ts";
import { features } from "../../src/features/registry.ts";
import { demoClips } from "../../src/synth/index.ts";
import { openInProcess } from "../in-process.ts";
import { ACCEPTED, type FuzzKind, outcomeOf, wrong } from "./kind.ts";
import { damagedText, damagedValue, numberNear } from "./mutate.ts";

const RESULTS = resolve(import.meta.dirname, "../../results");

const CLIPS = 48;

/** A feature with numbers, switches and words among its parameters that nobody would write. */
function oddFeature(random: Random): object {
  const { id, params: schema } = features.list[random.integer(features.list.length)];
  const params = describeParams(schema).flatMap(({ name, default: usual }): [string, unknown][] => {
    if (random.uniform() < 0.6) return [];
    if (typeof usual === "number") return [[name, numberNear(usual, random)]];
    if (typeof usual === "boolean") return [[name, !usual]];
    return usual === null ? [[name, [0, 1, 50, 1000, 1e5][random.integer(5)]]] : [];
  });
  const overTime = random.uniform() < 0.3 ? { overTime: { functionals: ["mean", "sd"] } } : {};
  return { id, params: Object.fromEntries(params), ...overTime };
}

/** @param folder - a new one, for the corpus and the files */
export async function openExperiments(folder: string): Promise<FuzzKind> {
  mkdirSync(join(folder, "clips"), { recursive: true });
  const all = [...demoClips({ voices: 6, takes: 1, seed: 3, sampleRate: 8000 })];
  const clips = createRandom(1).shuffle(all).slice(0, CLIPS);
  for (const { name, audio } of clips) writeFileSync(join(folder, "clips", name), encodeWav(audio));
  const columns = ["path", "label", "speaker", "sex", "sentence", "intensity", "take", "arousal", "corpus"];
  const rows = clips.map(({ name }, i) => {
    const [, , label, intensity, sentence, take, speaker] = name.slice(0, -4).split("-");
    const sex = Number(speaker) % 2 === 0 ? "female" : "male";
    return [`clips/${name}`, label, speaker, sex, sentence, intensity, take, `${i % 5}`, "demo"];
  });
  writeFileSync(join(folder, "clips.csv"), formatCsv([columns, ...rows]));
  const texts = readdirSync(RESULTS)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => readFileSync(join(RESULTS, name), "utf8"));
  const { services } = openInProcess(join(folder, "cache"));
  const { samples, sampleRate } = clips[0].audio;
  // a transform of 20,000 samples at every sample is asked for now and then: it takes long, and is no hang
  const audio = { samples: samples.subarray(0, sampleRate / 4), sampleRate };
  const path = join(folder, "experiment.yaml");
  const extracted = new Set<string>();
  return {
    async item(seed, index) {
      const random = createRandom(seed).fork(`experiment ${index}`);
      const tree: unknown = parse(texts[random.integer(texts.length)]);
      if (typeof tree === "object" && tree !== null) Reflect.set(tree, "corpus", { path: "clips.csv" });
      if (random.uniform() < 0.5) {
        const step = oddFeature(random);
        const learners = { odd: { recipe: { features: [step] }, model: { id: "kernel-ridge" } } };
        const odd = { corpus: { path: "clips.csv" }, split: { folds: 2 }, learners };
        return { bytes: new TextEncoder().encode(stringify(odd)), what: `feature ${JSON.stringify(step)}` };
      }
      const { value, how } = damagedValue(tree, random);
      const whole = stringify(value ?? null);
      const isText = random.uniform() < 0.3;
      const { text, how: also } = isText ? damagedText(whole, random) : { text: whole, how: "" };
      return { bytes: new TextEncoder().encode(text), what: `${how}; ${also}` };
    },
    judge: ({ bytes }) =>
      outcomeOf(async () => {
        writeFileSync(path, bytes);
        const experiment = await readExperiment(path);
        const { experiment: settled } = await planExperiment(experiment, services);
        for (const { params } of leavesOf(settled.learners)) {
          const { recipe } = params;
          const key = JSON.stringify(recipe);
          if (extracted.has(key) || networksOf(recipe).length > 0) continue;
          extracted.add(key);
          const { data, shape } = extractRecipe(audio, recipe);
          if (data.length !== shape.reduce((product, length) => product * length, 1)) {
            return wrong(`${data.length} numbers of the shape ${shape.join(" x ")}: ${key}`);
          }
          if (!data.every((one) => Number.isFinite(one))) return wrong(`numbers that are not finite: ${key}`);
        }
        return ACCEPTED;
      }),
  };
}
