/**
 * Fits of models without epochs (of some, with answers), and of steps, against scikit-learn on the same rows: a process of ours
 * and one of Python's that take turns, one thread each.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { createRandom } from "../src/base/random.ts";
import { PYTHON, startRival } from "./rival.ts";

interface FitCase {
  readonly kind: "model" | "step";
  readonly id: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Whether the fitted model answers its rows in the same time: one that only keeps them works then. */
  readonly answers: boolean;
  /** Rows x columns: clips of RAVDESS and four copies of each; functionals, and 20 coefficients x 495 frames. */
  readonly sizes: readonly (readonly [number, number])[];
}

const [CLIPS, COPIES, EGEMAPS, FUNCTIONALS, UNROLLED] = [1125, 4500, 88, 1342, 9900];
const ALL = [
  [CLIPS, FUNCTIONALS],
  [COPIES, FUNCTIONALS],
  [COPIES, UNROLLED],
] as const;
const SUMMARIES = [
  [CLIPS, EGEMAPS],
  [CLIPS, FUNCTIONALS],
  [COPIES, FUNCTIONALS],
] as const;
const WIDE = [
  [CLIPS, UNROLLED],
  [COPIES, UNROLLED],
] as const;

/** What is timed: an id of a registry, whose reference is in reference/models.py under the same id. */
const CASES: readonly FitCase[] = [
  { kind: "model", id: "random-forest", params: {}, sizes: ALL, answers: false },
  { kind: "model", id: "extra-trees", params: {}, sizes: ALL, answers: false },
  { kind: "model", id: "gradient-boosted-trees", params: {}, sizes: ALL.slice(0, 1), answers: false },
  { kind: "model", id: "knn", params: {}, sizes: SUMMARIES, answers: true },
  { kind: "model", id: "gaussian-mixture", params: { components: 4 }, sizes: SUMMARIES, answers: true },
  { kind: "model", id: "logistic-regression", params: {}, sizes: ALL.slice(0, 2), answers: false },
  { kind: "model", id: "lda", params: { shrinkage: "auto" }, sizes: ALL.slice(0, 2), answers: false },
  { kind: "model", id: "svm", params: { kernel: "rbf", C: 10 }, sizes: WIDE, answers: false },
  { kind: "model", id: "kernel-ridge", params: {}, sizes: WIDE, answers: false },
  { kind: "step", id: "pca", params: { dimensions: 100 }, sizes: WIDE, answers: false },
];

const LABELS = 8;

/** Short fits are repeated until they took as long: the first ones of a process are slower. */
const LEAST_SECONDS = 1;

const prepared = z.object({ prepared: z.literal(true) });
const timed = z.object({ seconds: z.number() });

interface ModelRow {
  readonly id: string;
  readonly rows: number;
  readonly cols: number;
  /**
   * Processor time of one fit, with answers where the case has them, so that other work on the machine does not count: the
   * best of the rounds.
   */
  readonly seconds: number;
  readonly referenceSeconds: number | null;
  readonly ratio: number | null;
}

export async function benchModels(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: "boolean", default: false },
      model: { type: "string", default: CASES.map(({ id }) => id).join(",") },
      rows: { type: "string", default: `${CLIPS},${COPIES}` },
      cols: { type: "string", default: `${EGEMAPS},${FUNCTIONALS},${UNROLLED}` },
      rounds: { type: "string", default: "3" },
    },
  });
  const [heights, widths] = [values.rows, values.cols].map((list) => list.split(",").map(Number));
  const folder = await mkdtemp(join(tmpdir(), "prosodia-bench-"));
  const rows: ModelRow[] = [];
  try {
    for (const one of CASES.filter(({ id }) => values.model.split(",").includes(id))) {
      for (const [height, width] of one.sizes) {
        if (!heights.includes(height) || !widths.includes(width)) continue;
        const row = await timeFit(one, height, width, join(folder, "rows.f32"), Number(values.rounds));
        rows.push(row);
        (values.json ? process.stderr : process.stdout).write(`${lineOf(row)}\n`);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  if (values.json) console.log(JSON.stringify(rows, null, 1));
}

async function timeFit(
  { kind, id, params, answers }: FitCase,
  rows: number,
  cols: number,
  file: string,
  rounds: number,
): Promise<ModelRow> {
  await writeFile(file, new Uint8Array(clustersOf(rows, cols).buffer));
  const request = { kind, id, params, answers, rows, cols, labels: LABELS, file };
  const ours = startRival(process.execPath, ["--import", "tsx", `${import.meta.dirname}/model-fits.ts`]);
  const theirs = startRival(PYTHON, [`${import.meta.dirname}/reference/models.py`], {
    OMP_NUM_THREADS: "1",
    OPENBLAS_NUM_THREADS: "1",
  });
  try {
    await ours.ask(request, prepared);
    const hasReference = await theirs.ask(request, prepared).then(
      () => true,
      (error) => {
        process.stderr.write(`no reference: ${error instanceof Error ? error.message : String(error)}\n`);
        return false;
      },
    );
    let [seconds, reference, spent] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
    for (let round = 0; round < rounds || spent < LEAST_SECONDS; round++) {
      const own = (await ours.ask({}, timed)).seconds;
      seconds = Math.min(seconds, own);
      if (hasReference) reference = Math.min(reference, (await theirs.ask({}, timed)).seconds);
      spent += own;
    }
    return {
      id,
      rows,
      cols,
      seconds: rounded(seconds),
      referenceSeconds: hasReference ? rounded(reference) : null,
      ratio: hasReference ? rounded(reference / seconds) : null,
    };
  } finally {
    ours.close();
    theirs.close();
  }
}

/** z-scores of labels that overlap, [row, column]; row i has the label i modulo their number. */
function clustersOf(rows: number, cols: number): Float32Array<ArrayBuffer> {
  const random = createRandom(1);
  const means = Float32Array.from({ length: LABELS * cols }, () => 0.3 * random.normal());
  const x = new Float32Array(rows * cols);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, at++) x[at] = means[(row % LABELS) * cols + col] + random.normal();
  }
  return x;
}

function rounded(number: number): number {
  return Number(number.toPrecision(4));
}

function lineOf({ id, rows, cols, seconds, referenceSeconds, ratio }: ModelRow): string {
  const reference = ratio === null ? "" : `  scikit-learn ${referenceSeconds} s  ratio ${ratio}`;
  return `${id.padEnd(22)} ${`${rows} x ${cols}`.padEnd(11)}  ${seconds} s${reference}`;
}
