/** Every label against the rest as curves: what is told against what is told wrongly (ROC, PR, DET). */
import type { Detection, OperatingPoint } from "../metrics/detection.ts";
import { probit } from "../metrics/probit.ts";
import { CONFIG, type Figure } from "./figures.ts";
import { percent } from "./words.ts";

export type DetectionCurve = "roc" | "pr" | "det";

export const DETECTION_NAMES = {
  roc: "Receiver operating characteristic",
  pr: "Precision and recall",
  det: "Detection error trade-off",
} as const;

/** A curve of more points looks the same. */
const MOST_POINTS = 120;
/** Colours of the page; more labels have them again, dashed. */
const COLOURS = 8;
/** What the axes of errors show. */
const ERRORS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8];
const [LEAST_ERROR, MOST_ERROR] = [0.005, 0.9];

/** @param detections - [label], null where there is no curve */
export function detectionFigure(
  curve: DetectionCurve,
  detections: readonly (Detection | null)[],
  labels: readonly string[],
): Figure {
  const values = detections.flatMap((detection, index) =>
    detection === null
      ? []
      : thinned(detection.points).map((point, order) => ({
          label: labels[index],
          order,
          ...placeOf(curve, point),
        })),
  );
  const type = "quantitative" as const;
  const share = { type, scale: { domain: [0, 1] }, axis: { format: ".0%", tickCount: 5, domain: false } };
  const names = ERRORS.map((at) => `'${hundredths(at)}':'${100 * at}%'`).join(",");
  const error = {
    type,
    scale: { domain: [LEAST_ERROR, MOST_ERROR].map(probit) },
    axis: { values: ERRORS.map(probit), labelExpr: `{${names}}[round(100*datum.value)]`, domain: false },
  };
  const axis = curve === "det" ? error : share;
  const [x, y] = {
    roc: ["others told as this label", "told (recall)"],
    pr: ["told (recall)", "right when told (precision)"],
    det: ["others told as this label", "missed"],
  }[curve];
  return {
    description: `${DETECTION_NAMES[curve]} of every label: ${detections.map((one, i) => `${labels[i]} ${one === null ? "–" : summaryOf(curve, one)}`).join(", ")}`,
    config: CONFIG,
    data: { values },
    width: 250,
    height: 250,
    mark: {
      type: "line",
      strokeWidth: 1.6,
      interpolate: curve === "pr" ? "step-before" : "linear",
    },
    encoding: {
      x: { ...axis, field: "x", title: x },
      y: { ...axis, field: "y", title: y },
      order: { field: "order" },
      stroke: {
        field: "label",
        type: "nominal",
        sort: null,
        scale: { domain: [...labels], range: labels.map((_, i) => `var(--label-${i % COLOURS})`) },
        legend: { columns: 3, columnPadding: 8, symbolType: "stroke" },
      },
      strokeDash: {
        field: "label",
        type: "nominal",
        sort: null,
        scale: {
          domain: [...labels],
          range: labels.map((_, i) => DASHES[Math.floor(i / COLOURS) % DASHES.length]),
        },
      },
    },
  };
}

const DASHES = [
  [1, 0],
  [6, 3],
  [2, 2],
];

function placeOf(curve: DetectionCurve, point: OperatingPoint): { x: number; y: number } {
  const { truePositives, falsePositives, precision } = point;
  if (curve === "roc") return { x: falsePositives, y: truePositives };
  if (curve === "pr") return { x: truePositives, y: precision };
  return { x: probit(within(falsePositives)), y: probit(within(1 - truePositives)) };
}

/** No error at all lies infinitely far off: the curve runs along the edge there. */
function within(share: number): number {
  return Math.min(MOST_ERROR, Math.max(LEAST_ERROR, share));
}

function hundredths(share: number): number {
  return Math.round(100 * probit(share));
}

function summaryOf(curve: DetectionCurve, detection: Detection): string {
  if (curve === "roc") return `AUC ${detection.auc.toFixed(3)}`;
  if (curve === "pr") return `average precision ${detection.averagePrecision.toFixed(3)}`;
  return `equal error rate ${percent(detection.equalErrorRate)} %`;
}

/** First and last, and between them those that are far enough from the one before. */
function thinned(points: readonly OperatingPoint[]): OperatingPoint[] {
  const least = 2 / MOST_POINTS;
  const kept: OperatingPoint[] = [];
  points.forEach((point, i) => {
    const before = kept.at(-1);
    const step =
      before === undefined
        ? 1
        : point.truePositives - before.truePositives + point.falsePositives - before.falsePositives;
    if (step >= least || i === points.length - 1) kept.push(point);
  });
  return kept;
}
