/** What is fitted on taught clips, and how it answers those that it has not seen. */
import { createRandom } from "../base/random.ts";
import { type Dataset, selectRows } from "../dataset/dataset.ts";
import { createSession, floatsOf, floatTensor } from "../engine/onnx/session.ts";
import type { Choice } from "../learners/learner.ts";
import { fitPipeline } from "../learners/pipeline.ts";
import { gramMatrix } from "../models/kernel/gram.ts";
import { leaveGroupsOut } from "../models/kernel/leave-out.ts";
import { ridgeTargets } from "../models/kernel/ridge.ts";
import { centre, columnMeans } from "../models/kernel/training-rows.ts";

export interface MethodContext {
  readonly seed: number;
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

export interface UnseenAnswers {
  /** [row, label], each by a fit that has not seen the row's group. */
  readonly probabilities: Float32Array<ArrayBuffer>;
  /** How often something was left out. */
  readonly folds: number;
}

export interface Method {
  /** Steps and model, as a recogniser file tells them. */
  readonly chosen: { readonly steps: readonly Choice[]; readonly model: Choice };
  readonly protocol: string;
  /** @param groups - [row]: rows of one group stay together */
  unseen(data: Dataset, groups: readonly string[], context: MethodContext): Promise<UnseenAnswers>;
}

/** Chosen on clips of five speakers of EMO-DB, each taught by clips of their own that were left out one by one. */
const RIDGE = { gammaScale: 0.03, alpha: 0.01, softmaxScale: 2.5 };

/** One linear solve for the fit and for all that is left out. */
export const kernelRidge: Method = {
  chosen: { steps: [], model: { id: "kernel-ridge", params: RIDGE } },
  protocol: "leave one recording out",
  async unseen(data, groups, { threads }) {
    const [width] = data.shape;
    const labels = data.labels.length;
    const rows = { rows: data.clipIds.length, cols: width, data: data.x };
    const kernel = { kind: "rbf", gamma: RIDGE.gammaScale / width } as const;
    const gram = await gramMatrix(centre(rows, columnMeans(rows)), kernel, threads);
    const scores = leaveGroupsOut(gram, ridgeTargets(data.y, labels), RIDGE.alpha, groups);
    const probabilities = new Float32Array(scores.length);
    for (let at = 0; at < scores.length; at += labels) {
      const weights = scores.subarray(at, at + labels).map((score) => Math.exp(RIDGE.softmaxScale * score));
      const total = weights.reduce((a, b) => a + b);
      for (let label = 0; label < labels; label++) probabilities[at + label] = weights[label] / total;
    }
    return { probabilities, folds: new Set(groups).size };
  },
};

/** Recordings are dealt into so many folds: a network is fitted anew for each. */
const FOLDS = 5;
const NETWORK = { hidden: [64], dropout: 0.3, epochs: 30, batchSize: 16, learningRate: 0.005 };

/** A small network, trained by the engine. */
export const smallNetwork: Method = {
  chosen: {
    steps: [{ id: "standardise", params: { per: "number" } }],
    model: { id: "mlp", params: NETWORK },
  },
  protocol: "recordings in folds",
  async unseen(data, groups, context) {
    const foldOf = dealt(data, groups, context.seed);
    const folds = new Set(foldOf.values());
    const labels = data.labels.length;
    const probabilities = new Float32Array(data.clipIds.length * labels);
    for (const fold of folds) {
      const rows = [...groups.keys()];
      const out = rows.filter((row) => foldOf.get(groups[row]) === fold);
      const left = rows.filter((row) => foldOf.get(groups[row]) !== fold);
      const { onnx } = await fitPipeline(selectRows(data, left), smallNetwork.chosen, context);
      const answers = await answersOf(onnx, selectRows(data, out), context);
      for (const [i, row] of out.entries()) {
        probabilities.set(answers.subarray(i * labels, (i + 1) * labels), row * labels);
      }
    }
    return { probabilities, folds: folds.size };
  },
};

/** Group -> fold: the groups of every label are shuffled and dealt out in turn. */
function dealt(data: Dataset, groups: readonly string[], seed: number): Map<string, number> {
  const random = createRandom(seed);
  const foldOf = new Map<string, number>();
  for (const label of data.labels.keys()) {
    const own = new Set(groups.filter((_, row) => data.y[row] === label));
    for (const group of random.shuffle([...own])) {
      if (!foldOf.has(group)) foldOf.set(group, foldOf.size % FOLDS);
    }
  }
  return foldOf;
}

async function answersOf(onnx: Uint8Array, data: Dataset, { threads }: MethodContext): Promise<Float32Array> {
  const session = await createSession(onnx, threads === undefined ? {} : { threads });
  try {
    const features = floatTensor(data.x, [data.clipIds.length, ...data.shape]);
    return floatsOf(await session.run({ features }), "probabilities");
  } finally {
    await session.release();
  }
}
