/** The report as JSON: everything, for other programs. */
import type { Judged } from "../dataset/predictions.ts";
import type { RecogniserReport, Report } from "./report.ts";

/** JSON with `version` 2; label indices become labels, confusion matrices rows. */
export function renderJson(report: Report): string {
  const recognisers = report.recognisers.map(describe);
  return `${JSON.stringify({ version: 2, ...report, recognisers })}\n`;
}

function describe({ confusion, predictions, labelScores, detections, ...one }: RecogniserReport) {
  const { labels } = predictions;
  const rowOf = (row: number): number[] => [
    ...(confusion ?? []).slice(row * labels.length, (row + 1) * labels.length),
  ];
  return {
    ...one,
    labels: labels.map((label, row) => ({ label, ...labelScores[row], ...areas(detections[row]) })),
    confusion: confusion === null ? null : labels.map((_, row) => rowOf(row)),
    predictions: rowsOf(predictions),
  };
}

/** The curve itself follows from the predictions. */
function areas(detection: RecogniserReport["detections"][number] | undefined) {
  if (!detection) return {};
  const { auc, averagePrecision, equalErrorRate } = detection;
  return { auc, averagePrecision, equalErrorRate };
}

function rowsOf({ clipIds, labels, truth, predicted, probabilities }: Judged) {
  return clipIds.map((clip, i) => ({
    clip,
    truth: labels[truth[i]] ?? null,
    predicted: labels[predicted[i]],
    probabilities: Array.from(probabilities.subarray(i * labels.length, (i + 1) * labels.length), (p) =>
      Number(p.toPrecision(7)),
    ),
  }));
}
