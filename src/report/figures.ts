/**
 * The charts as vega-lite specifications. Colours are the page's CSS variables (--ink, --soft, --line, --accent,
 * --wrong, --paper), so the same SVG is right in light and dark. Names from the data are values, never fields.
 */
import type { TopLevelSpec } from "vega-lite";
import { counted } from "../base/counted.ts";
import { rangeOf } from "../base/range.ts";
import { columnOf, type JudgedEstimates } from "../dataset/numbers.ts";
import type { GroupTable } from "./groups.ts";
import type { FoldHistory, RecogniserReport, RecogniserResult } from "./report.ts";
import type { SearchSummary } from "./search.ts";
import { percent } from "./words.ts";

/** With what it says in a sentence, for whoever does not see it. */
export type Figure = TopLevelSpec & { readonly description: string };
type Layer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];

const FONT = "system-ui, sans-serif";

export const CONFIG: NonNullable<TopLevelSpec["config"]> = {
  aria: false,
  background: "transparent",
  padding: 4,
  font: FONT,
  view: { stroke: null },
  axis: {
    labelColor: "var(--soft)",
    titleColor: "var(--soft)",
    titleFontWeight: "normal",
    titleFontSize: 12,
    labelFontSize: 12,
    domainColor: "var(--line)",
    gridColor: "var(--line)",
    ticks: false,
    labelPadding: 6,
    labelLimit: 220,
  },
  legend: { labelColor: "var(--ink)", labelFontSize: 12, title: null, orient: "top", labelLimit: 220 },
};

/**
 * Counts and row shares; right answers and mistakes have different colours.
 *
 * @param confusion - [truth, predicted]
 */
export function confusionFigure(confusion: Int32Array, labels: readonly string[]): Figure {
  const k = labels.length;
  const cells = Array.from(confusion, (count, at) => {
    const row = Math.floor(at / k);
    const total = confusion.subarray(row * k, row * k + k).reduce((sum, value) => sum + value, 0);
    const share = total === 0 ? 0 : count / total;
    return {
      truth: labels[row],
      predicted: labels[at % k],
      count,
      share,
      right: row === at % k,
      shareText: count === 0 ? "" : `${Math.round(share * 100)} %`,
    };
  });
  const axis = { domain: false, labelColor: "var(--ink)" };
  return {
    description: `Confusion matrix of ${labels.join(", ")}`,
    config: CONFIG,
    data: { values: cells },
    width: { step: 62 },
    height: { step: 46 },
    encoding: {
      x: {
        field: "predicted",
        type: "nominal",
        sort: null,
        title: "predicted",
        axis: { ...axis, orient: "top", labelAngle: 0, labelLimit: 90 },
      },
      y: { field: "truth", type: "nominal", sort: null, title: "truth", axis },
    },
    layer: [
      {
        mark: {
          type: "rect",
          cornerRadius: 3,
          xOffset: 1,
          yOffset: 1,
          width: { band: 0.96 },
          height: { band: 0.95 },
        },
        encoding: {
          fill: {
            field: "right",
            type: "nominal",
            scale: { domain: [true, false], range: ["var(--accent)", "var(--wrong)"] },
            legend: null,
          },
          fillOpacity: {
            field: "share",
            type: "quantitative",
            scale: { type: "pow", exponent: 0.6, domain: [0, 1], range: [0.04, 1] },
            legend: null,
          },
        },
      },
      {
        mark: { type: "text", fontSize: 14, fontWeight: 600, dy: -5 },
        encoding: { text: { field: "count" }, fill: inkOn("share"), opacity: fade("count") },
      },
      {
        mark: { type: "text", fontSize: 10, dy: 10 },
        encoding: { text: { field: "shareText" }, fill: inkOn("share") },
      },
    ],
  };
}

/** Dark text on pale cells, pale text on full ones. */
function inkOn(field: string) {
  return { condition: { test: `datum.${field} > 0.5`, value: "var(--paper)" }, value: "var(--ink)" } as const;
}

function fade(field: string) {
  return { condition: { test: `datum.${field} == 0`, value: 0.3 }, value: 1 } as const;
}

/** UAR with its interval, accuracy as a ring, and the line of chance. */
export function scoresFigure(recognisers: readonly RecogniserResult[], labelCount: number): Figure {
  const rows = recognisers.flatMap(({ name, scores }) =>
    scores.flatMap(({ metric, value, low, high }) => (metric === "uar" ? [{ name, value, low, high }] : [])),
  );
  const accuracies = recognisers.flatMap(({ name, scores }) =>
    scores.flatMap(({ metric, value }) => (metric === "accuracy" ? [{ name, value }] : [])),
  );
  const y = {
    field: "name",
    type: "nominal",
    sort: null,
    title: null,
    axis: { domain: false, labelColor: "var(--ink)", labelFontSize: 13, labelLimit: 280 },
  } as const;
  const x = {
    field: "value",
    type: "quantitative",
    title: null,
    scale: { domainMin: 0, domainMax: 1 },
    axis: { format: ".0%", tickCount: 10, domain: false },
  } as const;
  return {
    description: `UAR with its interval: ${rows.map(({ name, value }) => `${name} ${percent(value)} %`).join(", ")}`,
    config: CONFIG,
    width: 440,
    height: { step: 30 },
    layer: [
      {
        data: { values: [{ at: 1 / labelCount }] },
        mark: { type: "rule", stroke: "var(--wrong)", strokeDash: [4, 3] },
        encoding: { x: { field: "at", type: "quantitative" } },
      },
      {
        data: { values: [{ at: 1 / labelCount }] },
        mark: {
          type: "text",
          fill: "var(--wrong)",
          fontSize: 11,
          align: "left",
          baseline: "bottom",
          dx: 5,
          y: "height",
          dy: -4,
        },
        encoding: { x: { field: "at", type: "quantitative" }, text: { value: "chance" } },
      },
      {
        data: { values: rows },
        mark: { type: "rule", stroke: "var(--accent)", strokeWidth: 3, strokeCap: "round", opacity: 0.45 },
        encoding: { y, x: { ...x, field: "low" }, x2: { field: "high" } },
      },
      {
        data: { values: rows },
        mark: { type: "point", filled: true, size: 90, fill: "var(--accent)", opacity: 1 },
        encoding: { y, x },
      },
      {
        data: { values: accuracies },
        mark: {
          type: "point",
          filled: false,
          size: 60,
          stroke: "var(--ink)",
          strokeWidth: 1.5,
          opacity: 0.9,
        },
        encoding: { y, x },
      },
    ],
  };
}

/** A dot per bin of answers: how sure they are against how often they are right, with its interval; dashed where both are equal. */
export function reliabilityFigure({
  reliability,
  votes,
}: Pick<RecogniserReport, "reliability" | "votes">): Figure {
  const share = {
    type: "quantitative",
    scale: { domainMin: 0, domainMax: 1 },
    axis: { format: ".0%", tickCount: 5, domain: false },
  } as const;
  const said = votes === undefined ? "probability of the answer" : "share of the votes for the answer";
  const x = { ...share, field: "confidence", title: said } as const;
  const y = { ...share, title: "right" } as const;
  return {
    description: `Reliability diagram: ${reliability.map((bin) => `of answers with ${percent(bin.confidence)} %${votes === undefined ? "" : " of the votes"} are right ${percent(bin.accuracy)} %`).join(", ")}`,
    config: CONFIG,
    data: { values: reliability.map((bin) => ({ ...bin })) },
    width: 250,
    height: 250,
    layer: [
      {
        data: { values: [0, 1].map((at) => ({ confidence: at, accuracy: at })) },
        mark: { type: "line", stroke: "var(--ink)", strokeDash: [3, 3], opacity: 0.6 },
        encoding: { x, y: { ...y, field: "accuracy" } },
      },
      {
        mark: { type: "rule", stroke: "var(--accent)", strokeWidth: 2, opacity: 0.4 },
        encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } },
      },
      {
        mark: { type: "point", filled: true, size: 60, fill: "var(--accent)", opacity: 1 },
        encoding: { x, y: { ...y, field: "accuracy" } },
      },
    ],
  };
}

/** What a learning curve shows of an epoch. */
export type CurveValue = "loss" | "accuracy" | "learningRate";

export const CURVE_NAMES = {
  loss: "Training loss",
  accuracy: "Training accuracy",
  learningRate: "Learning rate",
} as const;

const VALIDATION = { loss: "validationLoss", accuracy: "validationAccuracy" } as const;

/** One thin line per fold over the epochs, and their mean; the mean of validation sides as a dashed line. */
export function curveFigure(history: readonly FoldHistory[], value: CurveValue): Figure {
  const validated = value === "learningRate" ? [] : pointsOf(history, VALIDATION[value]);
  const x = {
    field: "epoch",
    type: "quantitative",
    title: "epoch",
    axis: { grid: false, tickMinStep: 1, tickCount: 6 },
  } as const;
  const y = {
    field: "value",
    type: "quantitative",
    title: null,
    scale: { zero: value !== "loss" },
    axis: { tickCount: 5, domain: false, format: value === "accuracy" ? ".0%" : ".3~g" },
  } as const;
  const dashed: Layer = {
    data: { values: validated },
    mark: { type: "line", stroke: "var(--ink)", strokeWidth: 2, strokeDash: [5, 3] },
    encoding: { x, y: { ...y, aggregate: "mean" } },
  };
  return {
    description: `${CURVE_NAMES[value]} over the epochs of ${counted(history.length, "fold")}`,
    config: CONFIG,
    data: { values: pointsOf(history, value) },
    width: 250,
    height: 150,
    layer: [
      {
        mark: { type: "line", stroke: "var(--accent)", strokeWidth: 1, opacity: 0.35 },
        encoding: { x, y, detail: { field: "fold", type: "nominal" } },
      },
      {
        mark: { type: "line", stroke: "var(--accent)", strokeWidth: 2.5 },
        encoding: { x, y: { ...y, aggregate: "mean" } },
      },
      ...(validated.length === 0 ? [] : [dashed]),
    ],
  };
}

/** A value of every epoch that has it. */
function pointsOf(
  history: readonly FoldHistory[],
  key: keyof FoldHistory["epochs"][number],
): { fold: number; epoch: number; value: number }[] {
  return history.flatMap(({ epochs }, fold) =>
    epochs.flatMap((one) => {
      const value = one[key];
      return value === undefined ? [] : [{ fold, epoch: one.epoch, value }];
    }),
  );
}

/** More groups than this stand side by side as columns instead of lying below each other as bars. */
const MOST_BARS = 8;

/** Accuracy per group with Wilson intervals, and the accuracy over all as a dashed line. */
export function groupFigure({ by, rows }: GroupTable): Figure {
  const upright = rows.length > MOST_BARS;
  const n = rows.reduce((sum, row) => sum + row.n, 0);
  const overall = rows.reduce((sum, row) => sum + row.right, 0) / n;
  const group = {
    field: "value",
    type: "nominal",
    sort: null,
    title: null,
    axis: { domain: false, labelColor: "var(--ink)", grid: false, ...(upright ? { labelAngle: -90 } : {}) },
  } as const;
  const share = {
    type: "quantitative",
    title: null,
    scale: { domainMin: 0, domainMax: 1 },
    axis: { format: ".0%", tickCount: 5, domain: false },
  } as const;
  const bar = { ...share, field: "accuracy" };
  const from = { ...share, field: "low" };
  const to = { field: "high" };
  const all = { ...share, field: "overall" };
  const step = upright ? Math.max(12, Math.min(36, Math.floor(900 / rows.length))) : 26;
  return {
    description: `Accuracy by ${by}: ${rows.map((row) => `${row.value} ${percent(row.accuracy)} %`).join(", ")}`,
    config: CONFIG,
    data: { values: [...rows] },
    width: upright ? { step } : 300,
    height: upright ? 130 : { step },
    layer: [
      {
        mark: {
          type: "bar",
          fill: "var(--accent)",
          opacity: 0.55,
          ...(upright ? { width: { band: 0.7 } } : { height: { band: 0.7 } }),
        },
        encoding: upright ? { x: group, y: bar } : { y: group, x: bar },
      },
      {
        mark: { type: "rule", stroke: "var(--ink)", strokeWidth: 1.5, opacity: 0.7 },
        encoding: upright ? { x: group, y: from, y2: to } : { y: group, x: from, x2: to },
      },
      {
        data: { values: [{ overall }] },
        mark: { type: "rule", stroke: "var(--ink)", strokeDash: [3, 3], opacity: 0.6 },
        encoding: upright ? { y: all } : { x: all },
      },
    ],
  };
}

/** A dot per setting that was tried: its inner score over the value of one field. */
export function searchFigure({ points }: Pick<SearchSummary, "points">, field: string): Figure {
  const values = points.flatMap(({ settings, score }) => {
    const value = settings[field];
    if (value === undefined) return [];
    return [{ value: typeof value === "number" ? value : JSON.stringify(value), score }];
  });
  const numbers = values.flatMap(({ value }) => (typeof value === "number" ? [value] : []));
  const isScale = numbers.length === values.length && new Set(numbers).size > 2;
  const spread = isScale && Math.min(...numbers) > 0 ? Math.max(...numbers) / Math.min(...numbers) : 1;
  return {
    description: `Inner scores over ${field}, a dot per setting`,
    config: CONFIG,
    data: { values },
    width: 250,
    height: 150,
    mark: { type: "point", filled: true, size: 40, fill: "var(--accent)", opacity: 0.7 },
    encoding: {
      x: {
        field: "value",
        title: field,
        ...(isScale
          ? {
              type: "quantitative",
              scale: spread >= 20 ? { type: "log" } : { zero: false },
              axis: { grid: false, tickCount: 5, format: "~g" },
            }
          : { type: "nominal", axis: { labelAngle: 0, grid: false } }),
      },
      y: {
        field: "score",
        type: "quantitative",
        title: null,
        scale: { zero: false },
        axis: { tickCount: 5, domain: false, format: ".0%" },
      },
    },
  };
}

/** Share of the range of truths by which dots are moved to the side, at most. */
const JITTER = 0.02;
/** More would hide each other, and take megabytes. */
const MOST_DOTS = 4000;

/** What the dots of a scatter figure stand for: "24 clips", "4000 of 152000 clips". */
export function dottedClips(clips: number): string {
  return clips > MOST_DOTS ? `${MOST_DOTS} of ${counted(clips, "clip")}` : counted(clips, "clip");
}

/**
 * Truth and estimate of one dimension, a dot per clip, of very many for some at even distances; dots are moved to the side by
 * their row, the same every time.
 */
export function scatterFigure({ dimensions, truth, values }: JudgedEstimates, dimension: string): Figure {
  const width = dimensions.length;
  const place = dimensions.indexOf(dimension);
  const truths = columnOf(truth, place, width);
  const estimates = columnOf(values, place, width);
  const { low, high } = rangeOf(truths);
  const dots = Math.min(truths.length, MOST_DOTS);
  const points = Array.from({ length: dots }, (_, dot) => {
    const row = Math.floor((dot * truths.length) / dots);
    // multiples of the golden ratio are spread evenly, however many there are
    const aside = JITTER * (high - low) * (2 * ((row * 0.618034) % 1) - 1);
    return { truth: truths[row] + aside, estimate: estimates[row] };
  });
  const axis = { tickCount: 5, domain: false };
  const x = { field: "truth", type: "quantitative", title: "truth", scale: { zero: false }, axis } as const;
  const y = {
    field: "estimate",
    type: "quantitative",
    title: "estimate",
    scale: { zero: false },
    axis,
  } as const;
  return {
    config: CONFIG,
    description: `Truth and estimate of ${dimension}: ${dottedClips(truths.length)}.`,
    width: 300,
    height: 300,
    layer: [
      {
        data: { values: [low, high].map((at) => ({ truth: at, estimate: at })) },
        mark: { type: "line", stroke: "var(--ink)", strokeDash: [3, 3], opacity: 0.6 },
        encoding: { x, y },
      },
      {
        data: { values: points },
        mark: { type: "point", filled: true, size: 14, fill: "var(--accent)", opacity: 0.5 },
        encoding: { x, y },
      },
    ],
  };
}
