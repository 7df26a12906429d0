/** Local against public scores, as SVG on white paper. */
import { wilson } from "../metrics/wilson.ts";
import { INK, SOFT } from "../plot/panel.ts";
import { element, text } from "../plot/svg.ts";
import { roundTicks } from "../plot/ticks.ts";
import type { Submitted } from "./log.ts";

const WIDTH = 760;
const HEIGHT = 620;
const FRAME = { left: 70, top: 64, right: 24, bottom: 54 };
const LINE = "#d8dbe0";
const ACCENT = "#0a84c6";
const LEADER = "#d55e00";
const FONT = { "font-family": "DejaVu Sans, Verdana, sans-serif", "font-size": 12, fill: INK };

interface Point {
  readonly file: string;
  readonly x: number;
  readonly xLow: number;
  readonly xHigh: number;
  /** Null: not known; the point then stands on the axis. */
  readonly y: number | null;
}

/**
 * A dot per file that has a local score, with 95 % intervals; on the dashed line both scores are equal. Files without a public
 * score stand on the axis below.
 *
 * @param rows - that the public score is made of
 * @param leader - the file that leads on the public board, in another colour
 */
export function boardSvg(
  title: string,
  files: readonly Submitted[],
  rows: number,
  leader: string | null,
): string {
  const points = files.flatMap(({ file, local, public: y }): Point[] =>
    local === undefined ? [] : [{ file, x: local.value, xLow: local.low, xHigh: local.high, y }],
  );
  const [from, to] = rangeOf(points, rows);
  const [width, height] = [WIDTH - FRAME.left - FRAME.right, HEIGHT - FRAME.top - FRAME.bottom];
  const xOf = (value: number): number => FRAME.left + ((value - from) / (to - from)) * width;
  const yOf = (value: number): number => FRAME.top + height - ((value - from) / (to - from)) * height;
  const line = (x1: number, y1: number, x2: number, y2: number, stroke: string, more = {}): string =>
    element("line", { x1, y1, x2, y2, stroke, ...more });
  const grid = roundTicks(from * 100, to * 100, 8).flatMap(({ at, text: shown }) => [
    line(xOf(at / 100), FRAME.top, xOf(at / 100), FRAME.top + height, LINE),
    line(FRAME.left, yOf(at / 100), FRAME.left + width, yOf(at / 100), LINE),
    text(`${shown} %`, { x: xOf(at / 100), y: FRAME.top + height + 18, "text-anchor": "middle", fill: SOFT }),
    text(`${shown} %`, { x: FRAME.left - 8, y: yOf(at / 100) + 4, "text-anchor": "end", fill: SOFT }),
  ]);
  const marks = points.flatMap(({ file, x, xLow, xHigh, y }) => {
    const colour = file === leader ? LEADER : ACCENT;
    const [cx, cy] = [xOf(x), y === null ? FRAME.top + height : yOf(y)];
    const wide = { "stroke-width": 2, "stroke-opacity": 0.4 };
    const interval = y === null ? null : wilson(Math.round(y * rows), rows);
    return [
      line(xOf(xLow), cy, xOf(xHigh), cy, colour, wide),
      ...(interval === null ? [] : [line(cx, yOf(interval.low), cx, yOf(interval.high), colour, wide)]),
      element("circle", {
        cx,
        cy,
        r: 5,
        fill: y === null ? "#ffffff" : colour,
        stroke: colour,
        "stroke-width": 2,
      }),
      text(file, { x: cx + 9, y: cy - 8 }),
    ];
  });
  const waiting = points.filter(({ y }) => y === null).length;
  return `${element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: WIDTH,
      height: HEIGHT,
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      ...FONT,
    },
    element("rect", { width: WIDTH, height: HEIGHT, fill: "#ffffff" }) +
      text(title, { x: FRAME.left, y: 26, "font-size": 17, "font-weight": "bold" }) +
      text(
        `Accuracy with 95 % intervals; public scores of ${rows} rows.` +
          `${waiting === 0 ? "" : ` On the axis: no public score yet (${waiting}).`}`,
        { x: FRAME.left, y: 46, fill: SOFT },
      ) +
      grid.join("") +
      line(xOf(from), yOf(from), xOf(to), yOf(to), SOFT, { "stroke-dasharray": "5 4" }) +
      marks.join("") +
      text("local", { x: FRAME.left + width / 2, y: HEIGHT - 14, "text-anchor": "middle", fill: SOFT }) +
      text("public", {
        x: 18,
        y: FRAME.top + height / 2,
        "text-anchor": "middle",
        fill: SOFT,
        transform: `rotate(-90 18 ${FRAME.top + height / 2})`,
      }),
  )}\n`;
}

/** Of both axes: all intervals, and some air. */
function rangeOf(points: readonly Point[], rows: number): [number, number] {
  const ends = points.flatMap(({ xLow, xHigh, y }) => {
    if (y === null) return [xLow, xHigh];
    const { low, high } = wilson(Math.round(y * rows), rows);
    return [xLow, xHigh, low, high];
  });
  if (ends.length === 0) return [0, 1];
  return [Math.max(0, Math.min(...ends) - 0.03), Math.min(1, Math.max(...ends) + 0.03)];
}
