/**
 * How long runs take against what was told before they began: once where nothing like it was done, from trials; then each recipe is run once
 * in a small way, which is what its timings are known from, and a run of other folds and another seed is told and done, of which no result
 * is in the cache.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { parseExperiment } from "../src/experiment/config/config.ts";
import { runNumbers } from "../src/experiment/numbers/run-numbers.ts";
import { runExperiment } from "../src/experiment/run.ts";
import type { Forecast } from "../src/experiment/work/events.ts";
import { openServices } from "../src/experiment/work/services.ts";

const FUNCTIONALS = { sampleRate: 16000, features: [{ id: "functionals" }] };
const MFCC = {
  sampleRate: 16000,
  trimDb: 30,
  seconds: 1.6,
  features: [{ id: "mfcc", params: { nMfcc: 40 } }],
};

const LEARNERS = {
  "svm on functionals": { recipe: FUNCTIONALS, model: { id: "svm", params: { kernel: "rbf" } } },
  "random forest on functionals": { recipe: FUNCTIONALS, model: { id: "random-forest" } },
  "mlp on functionals": {
    recipe: FUNCTIONALS,
    model: { id: "mlp", params: { hidden: [512, 256], batchNorm: true, dropout: 0.5, epochs: 40 } },
  },
  "small cnn on mfcc": { recipe: MFCC, model: { id: "tutorial-cnn", params: { epochs: 2 } } },
  "stack of three": {
    id: "stack",
    folds: 4,
    members: ["kernel-ridge", "lda", "logistic-regression"].map((id) => ({
      name: id,
      recipe: FUNCTIONALS,
      model: { id },
    })),
  },
};

/** Of numbers: arousal and valence that follow from RAVDESS's labels, as in results/derived-dimensions.yaml. */
const NUMBERS = {
  "two estimators on functionals": {
    dimensions: Object.fromEntries(
      Object.entries({
        arousal: [0, -0.6, 0.5, -0.4, 0.8, 0.7, 0.3, 0.7],
        valence: [0, 0.5, 0.8, -0.7, -0.6, -0.6, -0.6, 0.2],
      }).map(([name, values]) => [
        name,
        {
          derivedFrom: "label",
          values: Object.fromEntries(
            ["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"].map(
              (label, i) => [label, values[i]],
            ),
          ),
        },
      ]),
    ),
    estimators: {
      ridge: { recipe: FUNCTIONALS, regressor: { id: "kernel-ridge" } },
      network: { recipe: FUNCTIONALS, regressor: { id: "mlp" } },
    },
  },
};

const EXPERIMENTS: Readonly<Record<string, object>> = {
  ...Object.fromEntries(Object.entries(LEARNERS).map(([name, learner]) => [name, { learners: { learner } }])),
  ...NUMBERS,
};

export interface ForecastRow {
  readonly recipe: string;
  readonly corpus: string;
  /** What its timings are known from. */
  readonly from: string;
  /** s */
  readonly told: number;
  readonly took: number;
  readonly ratio: number;
}

/** A run: of which part of the corpus, and by which folds. */
interface Kind {
  readonly seed: number;
  readonly share?: number;
  readonly split: object;
  readonly final: boolean;
}

const FEW = { seed: 1, split: { protocol: "speaker", folds: 5, only: 2 }, final: false };
const ALL = { seed: 2, split: { protocol: "speaker", folds: 5 }, final: true };

export async function benchForecast(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      corpus: { type: "string", multiple: true, default: [] },
      recipe: { type: "string", default: Object.keys(EXPERIMENTS).join(",") },
      json: { type: "boolean", default: false },
    },
  });
  const [first, ...others] = values.corpus.map((path) => resolve(path));
  if (first === undefined) throw new Error("--corpus: expected a folder; further ones are told by the first");
  const folder = await mkdtemp(join(tmpdir(), "prosodia-forecast-"));
  const rows: ForecastRow[] = [];
  const add = (row: ForecastRow): void => {
    rows.push(row);
    (values.json ? process.stderr : process.stdout).write(
      `${row.recipe}, ${row.corpus}, from ${row.from}: told ${row.told.toFixed(1)} s, took ${row.took.toFixed(1)} s, ${row.ratio.toFixed(2)}\n`,
    );
  };
  try {
    // the first run of a process is slower, and what it teaches is not what is measured
    await timed("svm on functionals", first, { ...FEW, share: 0.1 }, join(folder, "warm"));
    for (const recipe of values.recipe.split(",")) {
      const tell = (
        corpus: string,
        from: string,
        { told }: Pick<Awaited<ReturnType<typeof timed>>, "told">,
      ): void => {
        if (told !== null) add({ recipe, corpus: nameOf(corpus), from, ...told });
      };
      const { hasFeatures, ...never } = await timed(recipe, first, ALL, join(folder, "new"));
      tell(first, hasFeatures ? "trials" : "trials, without features", never);
      await timed(recipe, first, { ...FEW, share: 0.3 }, folder);
      tell(first, "0.3 of the clips, 2 folds", await timed(recipe, first, FEW, folder));
      tell(first, "its clips, 2 folds", await timed(recipe, first, ALL, folder));
      // other corpora have other labels, from which no numbers follow
      for (const corpus of recipe in NUMBERS ? [] : others) {
        tell(corpus, "another corpus", await timed(recipe, corpus, ALL, folder));
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  if (values.json) console.log(JSON.stringify(rows, null, 1));
}

/** The folder's name, or of a side of a corpus the corpus's. */
function nameOf(path: string): string {
  return basename(path) === "train" ? basename(dirname(path)) : basename(path);
}

/** One run; null where it could not be told whole. */
async function timed(
  recipe: string,
  corpus: string,
  { share = 1, ...kind }: Kind,
  folder: string,
): Promise<{
  readonly told: Pick<ForecastRow, "told" | "took" | "ratio"> | null;
  /** Whether all features were there. */
  readonly hasFeatures: boolean;
}> {
  const chosen = EXPERIMENTS[recipe];
  if (chosen === undefined) throw new Error(`--recipe: there is no ${recipe}`);
  const experiment = await parseExperiment(
    JSON.stringify({ ...kind, corpus: { path: corpus, share }, ...chosen }),
    join(folder, "experiment.yaml"),
  );
  let told: Forecast | undefined;
  let begun = 0;
  const services = openServices({
    cacheRoot: join(folder, "cache"),
    tell(event) {
      if (event.kind !== "forecast" || told !== undefined) return;
      told = event.forecast;
      begun = performance.now();
    },
  });
  const run = experiment.estimators.length > 0 ? runNumbers : runExperiment;
  try {
    await run(experiment, join(folder, "run"), services);
  } finally {
    await services.close();
  }
  const took = (performance.now() - begun) / 1000;
  const hasFeatures = told?.stages.every(({ name }) => name !== "features") ?? false;
  if (told === undefined || told.unknown.length > 0) return { told: null, hasFeatures };
  return { told: { told: told.seconds, took, ratio: told.seconds / took }, hasFeatures };
}
