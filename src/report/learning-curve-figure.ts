/** Learning curves over the training size, as a figure. */
import { CONFIG, type Figure } from "./figures.ts";
import { type NamedCurve, uarOf } from "./learning-curve.ts";
import { percent } from "./words.ts";

/** Lines of more learners than these cannot be told apart; the table has all. */
export const MOST_LINES = 6;
/** Bands of more than these hide each other. */
export const MOST_BANDS = 3;

/** A line for each learner, best first, over the clips that were trained on; with its intervals. */
export function learningCurveFigure(curves: readonly NamedCurve[], labelCount: number): Figure {
  const shown = curves.slice(0, MOST_LINES);
  const values = shown.flatMap(({ name, points }) =>
    points.flatMap((point) => {
      const uar = uarOf(point);
      return uar === undefined
        ? []
        : [{ name, clips: point.clips, value: uar.value, low: uar.low, high: uar.high }];
    }),
  );
  const names = shown.map(({ name }) => name);
  const color = {
    field: "name",
    type: "nominal",
    sort: null,
    scale: { domain: names, range: names.map((_, i) => `var(--label-${i})`) },
    legend: { columns: 3, symbolOpacity: 1 },
  } as const;
  const x = {
    field: "clips",
    type: "quantitative",
    title: "clips trained on",
    scale: { domainMin: 0 },
    axis: { grid: false, tickCount: 6, format: "d" },
  } as const;
  const y = {
    type: "quantitative",
    title: "UAR",
    scale: { zero: true },
    axis: { format: ".0%", tickCount: 5, domain: false },
  } as const;
  const least = shown.map(({ name, points }) => {
    const [first, last] = [uarOf(points.at(0)), uarOf(points.at(-1))];
    return `${name} from ${first === undefined ? "–" : percent(first.value)} % to ${last === undefined ? "–" : percent(last.value)} %`;
  });
  return {
    description: `Learning curves, UAR over the clips trained on: ${least.join(", ")}`,
    config: CONFIG,
    data: { values },
    width: 520,
    height: 260,
    layer: [
      {
        data: { values: [{ at: 1 / labelCount }] },
        mark: { type: "rule", stroke: "var(--wrong)", strokeDash: [4, 3] },
        encoding: { y: { field: "at", type: "quantitative" } },
      },
      ...(shown.length > MOST_BANDS
        ? []
        : [
            {
              mark: { type: "area", opacity: 0.13 },
              encoding: {
                x,
                y: { ...y, field: "low" },
                y2: { field: "high" },
                color,
              },
            } as const,
          ]),
      { mark: { type: "line", strokeWidth: 2.2 }, encoding: { x, y: { ...y, field: "value" }, color } },
      {
        mark: { type: "point", filled: true, size: 45, opacity: 1 },
        encoding: { x, y: { ...y, field: "value" }, color },
      },
    ],
  };
}
