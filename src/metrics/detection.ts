/** How well the probability of one label tells its clips from all others, at every threshold. */
import { assertAnswers } from "./confusion.ts";
import type { ScoredAnswers } from "./metric.ts";

export interface OperatingPoint {
  /** Clips with at least this probability count as told. */
  readonly threshold: number;
  /** Share of the label's clips that are told: recall. */
  readonly truePositives: number;
  /** Share of the others that are told too. */
  readonly falsePositives: number;
  /** Share of the told ones that are of the label; 1 where nothing is told. */
  readonly precision: number;
}

export interface Detection {
  /** From telling nothing to telling everything; clips of equal probability are told together. */
  readonly points: readonly OperatingPoint[];
  /** Area under the receiver operating characteristic: the chance that a clip of the label has the larger probability. */
  readonly auc: number;
  /** Mean of the precisions, each weighted by the recall that it adds. */
  readonly averagePrecision: number;
  /** Where as large a share of the label's clips is missed as of the others is told. */
  readonly equalErrorRate: number;
}

/**
 * One label against the rest.
 *
 * @returns null if all clips are of the label, or none
 * @throws RangeError as `assertAnswers`
 * @see Fawcett 2006; scikit-learn roc_curve, roc_auc_score, average_precision_score; golden: test/golden/detection.json
 */
export function detectionOf(answers: ScoredAnswers, label: number): Detection | null {
  assertAnswers(answers);
  const { truth, probabilities, labelCount } = answers;
  const scoreOf = (clip: number): number => probabilities[clip * labelCount + label];
  const order = Array.from(truth, (_, clip) => clip).sort((a, b) => scoreOf(b) - scoreOf(a));
  const positives = truth.reduce((sum, one) => sum + (one === label ? 1 : 0), 0);
  const negatives = truth.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const points: OperatingPoint[] = [
    { threshold: Number.POSITIVE_INFINITY, truePositives: 0, falsePositives: 0, precision: 1 },
  ];
  let [told, right, auc, averagePrecision] = [0, 0, 0, 0];
  while (told < order.length) {
    const threshold = scoreOf(order[told]);
    for (; told < order.length && scoreOf(order[told]) === threshold; told++) {
      if (truth[order[told]] === label) right++;
    }
    const before = points[points.length - 1];
    const point = {
      threshold,
      truePositives: right / positives,
      falsePositives: (told - right) / negatives,
      precision: right / told,
    };
    auc +=
      ((point.falsePositives - before.falsePositives) * (point.truePositives + before.truePositives)) / 2;
    averagePrecision += (point.truePositives - before.truePositives) * point.precision;
    points.push(point);
  }
  return { points, auc, averagePrecision, equalErrorRate: equalErrorRate(points) };
}

/** Between the two points around it the curve is a line. */
function equalErrorRate(points: readonly OperatingPoint[]): number {
  const excess = ({ truePositives, falsePositives }: OperatingPoint): number =>
    falsePositives - (1 - truePositives);
  const after = points.findIndex((point) => excess(point) >= 0);
  const [a, b] = [points[after - 1], points[after]];
  const share = -excess(a) / (excess(b) - excess(a));
  return a.falsePositives + share * (b.falsePositives - a.falsePositives);
}
