/** The built package, imported by its name as a user does. `npm test` builds it first. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { fitToy, toyAudio } from "./toy-recogniser.ts";

const ROOT = resolve(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");

/** Modules without a sub-path: what users need of them is exported by the root. */
const INTERNAL = [
  ...["base", "check", "cli", "contest", "dataset", "learners", "recogniser", "regressors", "report"],
  ...["sheet", "steps", "studio", "table"],
];
/** Sub-paths that need Node: they read folders. */
const NODE_ONLY = ["corpus", "experiment"];

/** What the root exports, types aside: a name that goes or comes is a change for users. */
const ROOT_NAMES = [
  "AudioError",
  "ConfigError",
  "CorpusError",
  "LeakError",
  "ModelError",
  "NoSpeechError",
  "ProsodiaError",
  "ShapeError",
  "TooShortError",
  "VERSION",
  "applyScaler",
  "assertNoLeaks",
  "auditFolds",
  "createDataset",
  "createPredictions",
  "createRandom",
  "decodeAudio",
  "describeParams",
  "encodeRecogniser",
  "fitScaler",
  "formatPredictions",
  "formatTextGrid",
  "judge",
  "loadEstimator",
  "loadRecogniser",
  "mergeParts",
  "mergePredictions",
  "parseParams",
  "parsePredictions",
  "predictStream",
  "predictTimeline",
  "rowsOf",
  "scorePredictions",
  "selectRows",
  "separateTwins",
  "speechActivity",
  "voteRates",
];

/** Sub-path -> some of its names. */
const SUB_PATHS: Record<string, readonly string[]> = {
  audio: ["decodeAudio", "encodeWav", "peakDb"],
  augment: ["augmentations", "defineAugmentation"],
  corpus: ["corpora", "defineCorpus", "readCorpus"],
  engine: ["network", "dense", "createTrainingStep", "OnnxBuilder"],
  ensemble: ["joinMembers", "parseOutside", "combine", "ratesOf"],
  experiment: [
    "runExperiment",
    "prepare",
    "measure",
    "learners",
    "defineLearner",
    "steps",
    "defineStep",
    "splits",
    "runNumbers",
    "regressors",
    "defineRegressor",
  ],
  explore: ["explore", "exploreHtml", "exploreSvg", "tsne", "umap", "trustworthiness", "neighbourhoodHit"],
  features: [
    "features",
    "defineFeature",
    "parseRecipe",
    "extractRecipe",
    "networkHere",
    "openNetworks",
    "runRecipe",
    "settleNetworks",
    "prepareAudio",
    "padFrames",
    "recipeColumns",
  ],
  functionals: ["functionals", "defineFunctional", "functionalOf", "computeTable"],
  live: ["listen", "openInBackground", "openMicrophone", "LiveSession"],
  metrics: ["metrics", "defineMetric", "bootstrapScores"],
  models: ["models", "defineModel", "defineNetworkModel"],
  plot: ["parseTextGrid", "plotCorpus", "plotFeatures", "plotTimeline", "plottable"],
  signal: ["mfcc", "createRealFft", "resample"],
  synth: ["synthesise", "demoClips"],
  teach: ["openEar", "teach"],
  training: ["trainNetwork", "trainingParams"],
};

const load = (name: string): Promise<Record<string, unknown>> => import(name);

test("prosodia exports its names", async () => {
  expect(Object.keys(await load("prosodia")).toSorted()).toEqual(ROOT_NAMES);
});

test("every module of the source is a sub-path, or internal", () => {
  const modules = readdirSync(join(ROOT, "src"), { withFileTypes: true }).filter((one) => one.isDirectory());
  expect(modules.map(({ name }) => name).toSorted()).toEqual(
    [...Object.keys(SUB_PATHS), ...INTERNAL].toSorted(),
  );
});

test.each(INTERNAL)("prosodia/%s is nobody else's", (name) => {
  expect(() => createRequire(import.meta.url).resolve(`prosodia/${name}`)).toThrow(
    expect.objectContaining({ code: "ERR_PACKAGE_PATH_NOT_EXPORTED" }),
  );
});

for (const [name, names] of Object.entries(SUB_PATHS)) {
  test(`prosodia/${name} resolves, with types`, async () => {
    expect(Object.keys(await load(`prosodia/${name}`))).toEqual(expect.arrayContaining([...names]));
    expect(existsSync(join(DIST, name, "index.d.ts"))).toBe(true);
  });
}

test("documents and examples name sub-paths that there are", () => {
  const examples = readdirSync(join(ROOT, "examples"), { recursive: true, encoding: "utf8" });
  const files = [
    ...["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"],
    ...examples.filter((name) => name.endsWith(".ts")).map((name) => join("examples", name)),
  ];
  const named = files.flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(/["`]prosodia\/([\w/-]+)["`]/g)].map(
      (match) => match[1],
    ),
  );
  expect(named).toContain("features");
  expect(Object.keys(SUB_PATHS)).toEqual(expect.arrayContaining(named));
});

test("README's library example works", async () => {
  const toy = await fitToy("vector", true);
  const { decodeAudio, encodeRecogniser, loadRecogniser } = await import("prosodia");
  const { encodeWav } = await import("prosodia/audio");
  const recogniser = await loadRecogniser(await encodeRecogniser(toy.onnx, toy.info));
  const { audio } = await decodeAudio(encodeWav(toyAudio("vowel", 2)), "talk.wav");
  const { label, probabilities } = await recogniser.predict(audio, { anySound: true });
  expect(label).toBe("vowel");
  expect(Object.keys(probabilities)).toEqual(["noise", "sweep", "vowel"]);
  await recogniser.release();
});

describe("without Node", () => {
  const entries = ["", ...Object.keys(SUB_PATHS).filter((name) => !NODE_ONLY.includes(name))];

  for (const entry of entries) {
    test(`prosodia${entry && `/${entry}`} needs no Node built-in`, () => {
      const { files, packages } = reachable(join(DIST, entry, "index.js"));
      expect(files.length).toBeGreaterThan(1);
      expect(packages.filter((name) => name.startsWith("node:") || name === "onnxruntime-node")).toEqual([]);
    });
  }

  test.each(NODE_ONLY)("prosodia/%s does", (name) => {
    expect(reachable(join(DIST, name, "index.js")).packages).toContain("node:fs/promises");
  });
});

/** The files of the package that a file imports, however far, and the packages that they import. */
function reachable(entry: string): { files: string[]; packages: string[] } {
  const files = new Set([entry]);
  const packages = new Set<string>();
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    for (const [, from] of text.matchAll(/(?:from|import|import\()\s*"([^"]+)"/g)) {
      if (from.startsWith(".")) files.add(resolve(dirname(file), from));
      else packages.add(from);
    }
  }
  return { files: [...files].map((file) => relative(DIST, file)), packages: [...packages] };
}
