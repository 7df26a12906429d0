/** Learning curves over the training size: the same tests after learning from ever more of the training sides. */
import { ConfigError, ModelError } from "../../base/errors.ts";
import { createRandom } from "../../base/random.ts";
import { type DrawnClip, fewerRows } from "../../dataset/fewer-rows.ts";
import type { FoldRows } from "../../dataset/fold-rows.ts";
import type { Predictions } from "../../dataset/predictions.ts";
import { keepsPeopleApart } from "../../dataset/split/index.ts";
import type { LearnerSpec } from "../../learners/learner.ts";
import type { Score } from "../../metrics/metric.ts";
import type { CurvePoint } from "../../report/index.ts";
import { audit } from "../plan/plan.ts";
import type { Prepared } from "../plan/prepare.ts";
import type { Services } from "../work/services.ts";
import { type Measured, measure } from "./measure.ts";

/** Of the training rows, beside all of them. */
const SHARES = [0.125, 0.25, 0.5, 0.75] as const;

export interface LearningCurves {
  /** Learner -> its points, least share first; the last one is of all rows. */
  readonly points: ReadonlyMap<string, readonly CurvePoint[]>;
  /** Learners that could not be fitted on so few rows: one sentence each. */
  readonly notes: readonly string[];
}

/**
 * @param measured - on all training rows
 * @param scoresOf - as of any other measurement
 * @throws LeakError if a part was fitted on rows that a smaller training side does not have
 */
export async function learningCurves(
  prepared: Prepared,
  measured: readonly Measured[],
  scoresOf: (predictions: Predictions) => readonly Score[],
  services: Services,
): Promise<LearningCurves> {
  const { experiment, plan, set } = prepared;
  const points = new Map<string, CurvePoint[]>(experiment.learners.map(({ name }) => [name, []]));
  const notes: string[] = [];
  let before = 0;
  for (const share of SHARES) {
    const rows = plan.rows.map((fold) => fewerOf(fold, share, prepared));
    const size = sizeOf(rows);
    // few speakers: the same ones again
    if (size === before || size === sizeOf(plan.rows)) continue;
    before = size;
    const found = await Promise.all(
      experiment.learners.map((spec) => measureOn(rows, spec, prepared, services)),
    );
    for (const [i, { name }] of experiment.learners.entries()) {
      const one = found[i];
      if (typeof one === "string") {
        notes.push(`learning curve of ${name}: not from ${100 * share} % of the training rows: ${one}`);
        continue;
      }
      audit(experiment, set, rows, one.seen);
      points.get(name)?.push({ share, ...extentOf(rows, prepared), scores: scoresOf(one.predictions) });
    }
  }
  for (const { spec, predictions } of measured) {
    const all = { share: 1, ...extentOf(plan.rows, prepared), scores: scoresOf(predictions) };
    points.get(spec.name)?.push(all);
  }
  return { points, notes };
}

/** What it measures; why it cannot be fitted on so few rows, in a sentence. */
async function measureOn(
  rows: readonly FoldRows[],
  spec: LearnerSpec,
  prepared: Prepared,
  services: Services,
): Promise<Measured | string> {
  const { experiment, plan } = prepared;
  try {
    const [own] = await measure(
      { ...prepared, experiment: { ...experiment, learners: [spec] }, plan: { ...plan, rows } },
      services,
    );
    return own;
  } catch (error) {
    if (error instanceof ModelError || error instanceof ConfigError) return error.message;
    throw error;
  }
}

function fewerOf(fold: FoldRows, share: number, { experiment, plan, columns }: Prepared): FoldRows {
  const whole = keepsPeopleApart(plan.apart);
  const clipOf = (clipId: string): DrawnClip => {
    const { label = "", speaker } = columns.get(clipId) ?? {};
    return { label, ...(whole && speaker !== undefined ? { speaker } : {}) };
  };
  const random = createRandom(experiment.seed).fork(`learning-curve/${fold.name}`);
  return {
    ...fold,
    name: `${fold.name}/${100 * share} %`,
    train: fewerRows(fold.train, share, clipOf, random),
  };
}

function sizeOf(rows: readonly FoldRows[]): number {
  return rows.reduce((sum, { train }) => sum + train.length, 0);
}

/** Means over the folds. */
function extentOf(rows: readonly FoldRows[], { columns }: Prepared): Pick<CurvePoint, "clips" | "speakers"> {
  const sides = rows.map(({ train }) => [...new Set(train.map(({ clipId }) => clipId))]);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + one, 0) / values.length;
  const speakers = sides.map((ids) => new Set(ids.flatMap((id) => columns.get(id)?.speaker ?? [])).size);
  return { clips: mean(sides.map(({ length }) => length)), speakers: mean(speakers) };
}
