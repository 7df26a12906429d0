/** Learning curves over the training size, as a table that every rendering shows. */
import { counted } from "../base/counted.ts";
import type { Score } from "../metrics/metric.ts";
import { type Marks, withMarks } from "./marks.ts";
import type { CurvePoint, RecogniserReport } from "./report.ts";

/** What one learner scores after learning from ever more. */
export interface NamedCurve {
  readonly name: string;
  readonly points: readonly CurvePoint[];
}

/** A column for each part of the training rows, a row for each learner. */
export interface CurveTable {
  readonly parts: readonly Omit<CurvePoint, "scores">[];
  readonly rows: readonly {
    readonly name: string;
    /** [part]: UAR; undefined where it could not be fitted on so few rows. */
    readonly cells: readonly (Score | undefined)[];
  }[];
}

export const CURVE_HEADING = "What would more clips bring?";

/** @param curves - of learners that were measured on the same folds */
export function curveTable(curves: readonly NamedCurve[]): CurveTable {
  const parts = new Map<number, Omit<CurvePoint, "scores">>();
  for (const { share, clips, speakers } of curves.flatMap(({ points }) => points)) {
    parts.set(share, { share, clips, speakers });
  }
  const ordered = [...parts.values()].toSorted((a, b) => a.share - b.share);
  return {
    parts: ordered,
    rows: curves.map(({ name, points }) => ({
      name,
      cells: ordered.map(({ share }) => uarOf(points.find((point) => point.share === share))),
    })),
  };
}

/** `12.5 %`. */
export function partText({ share }: Pick<CurvePoint, "share">): string {
  return `${100 * share} %`;
}

/** `113 clips, 2.4 speakers`: means over the folds. */
export function extentText({ clips, speakers }: Pick<CurvePoint, "clips" | "speakers">): string {
  const people = speakers === 0 ? "" : `, ${counted(Number(speakers.toFixed(1)), "speaker")}`;
  return `${counted(Math.round(clips), "clip")}${people}`;
}

/**
 * What was done, for the reader.
 *
 * @param isWhole - whether speakers were drawn whole
 */
export function curveSentence(isWhole: boolean): string {
  return (
    `The same clips were told after learning from parts of the training rows, ${isWhole ? "whole speakers" : "their share of every label"}; ` +
    "larger parts hold the smaller ones, and means over the folds say how many clips. UAR, per cent, with 95 % intervals. " +
    `Where a curve still rises at its end, more ${isWhole ? "speakers" : "clips"} would help; where it is flat, other features or models might.`
  );
}

export function uarOf(point: CurvePoint | undefined): Score | undefined {
  return point?.scores.find(({ metric }) => metric === "uar");
}

/** The curves of a report, in the order of its learners; none where they were not asked for, or no clip has a label. */
export function curvesOf(
  recognisers: readonly Pick<RecogniserReport, "name" | "learningCurve" | keyof Marks>[],
): NamedCurve[] {
  return recognisers.flatMap(({ name, learningCurve, ...marks }) =>
    learningCurve?.some((point) => uarOf(point) !== undefined)
      ? [{ name: withMarks(name, marks), points: learningCurve }]
      : [],
  );
}
