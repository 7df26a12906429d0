/**
 * How long runs take against what was told before they began. Each recipe is first run once in a small way, which is what its timings are
 * known from; then a run of other folds and another seed is told and done, of which no result is in the cache.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { parseExperiment } from "../src/experiment/config.ts";
import type { Forecast } from "../src/experiment/forecast/describe-forecast.ts";
import { runExperiment } from "../src/experiment/run.ts";
import { openServices } from "../src/experiment/services.ts";

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
      recipe: { type: "string", default: Object.keys(LEARNERS).join(",") },
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
    await timed("svm on functionals", first, { ...FEW, share: 0.1 }, folder);
    for (const recipe of values.recipe.split(",")) {
      const never = await timed(recipe, first, ALL, await mkdtemp(join(folder, "new-")));
      if (never.told !== null) {
        add({ recipe, corpus: nameOf(first), from: "nothing, a trial", ...never.told });
      }
      await timed(recipe, first, { ...FEW, share: 0.3 }, folder);
      const features = await timed(recipe, first, FEW, folder);
      if (features.told !== null)
        add({ recipe, corpus: nameOf(first), from: "0.3 of the clips, 2 folds", ...features.told });
      const whole = await timed(recipe, first, ALL, folder);
      if (whole.told !== null)
        add({ recipe, corpus: nameOf(first), from: "its clips, 2 folds", ...whole.told });
      for (const corpus of others) {
        const other = await timed(recipe, corpus, ALL, folder);
        if (other.told !== null)
          add({ recipe, corpus: nameOf(corpus), from: "another corpus", ...other.told });
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
): Promise<{ told: Pick<ForecastRow, "told" | "took" | "ratio"> | null }> {
  const learner = Object.entries(LEARNERS).find(([name]) => name === recipe)?.[1];
  if (learner === undefined) throw new Error(`--recipe: there is no ${recipe}`);
  const experiment = await parseExperiment(
    JSON.stringify({ ...kind, corpus: { path: corpus, share }, learners: { learner } }),
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
  try {
    await runExperiment(experiment, join(folder, "run"), services);
  } finally {
    await services.close();
  }
  const took = (performance.now() - begun) / 1000;
  if (told === undefined || told.unknown.length > 0) return { told: null };
  return { told: { told: told.seconds, took, ratio: told.seconds / took } };
}
