/** A map as an SVG on white paper, for print; pages draw it without what maps are made by. */
import { INK, SOFT } from "../plot/panel.ts";
import { element, shown, text } from "../plot/svg.ts";
import { type Mark, SHAPES } from "./marks.ts";

export const WIDTH = 1200;
export const EDGE = 24;
/** Of a map that is alone. */
const ONE_HEIGHT = 720;
export const HEADING = 62;
export const TITLE = 26;
export const BELOW = 60;
const LEGEND_LINE = 22;
/** Of a letter, about. */
const LETTER = 7.4;
const FONT = { "font-family": "DejaVu Sans, Verdana, sans-serif", "font-size": 12, fill: INK };

/** One map, with what is said of it. */
export interface DrawnMap {
  readonly name: string;
  /** What the axes are. */
  readonly axes: string;
  readonly lines: readonly string[];
  /** [clip, 2] */
  readonly places: ArrayLike<number>;
  /** [clip]; undefined where it is not known, or not to be seen: such clips are grey. */
  readonly marks: readonly (Mark | undefined)[];
}

/** @param legend - the marks of the map, in their order */
export function mapSvg(
  map: DrawnMap,
  { title, note, legend: marks }: { readonly title: string; readonly note: string; readonly legend: Mark[] },
): string {
  const legend = legendOf(marks);
  const top = HEADING + legend.height;
  const [width, height] = [WIDTH - 2 * EDGE, ONE_HEIGHT];
  const drawn = element("g", { transform: `translate(${EDGE} ${top})` }, panel(map, width, height));
  return paper(top + TITLE + height + BELOW, { title, note, drawn: legend.drawn + drawn });
}

export function paper(
  height: number,
  { title, note, drawn }: { readonly title: string; readonly note: string; readonly drawn: string },
): string {
  return `${element(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}`, ...FONT },
    element("rect", { width: WIDTH, height, fill: "#ffffff" }) +
      text(title, { x: EDGE, y: 28, "font-size": 17, "font-weight": "bold" }) +
      text(note, { x: EDGE, y: 48, fill: SOFT }) +
      drawn,
  )}\n`;
}

export function legendOf(marks: readonly Mark[]): { drawn: string; height: number } {
  let [x, line] = [EDGE, 0];
  const drawn = marks.map(({ value, colour, shape }) => {
    const width = 24 + value.length * LETTER + 12;
    if (x > EDGE && x + width > WIDTH - EDGE) [x, line] = [EDGE, line + 1];
    const y = HEADING + line * LEGEND_LINE + 6;
    const entry = point(x + 7, y, 5, colour, shape, 1) + text(value, { x: x + 18, y: y + 4 });
    x += width;
    return entry;
  });
  return { drawn: drawn.join(""), height: (line + 1) * LEGEND_LINE + 10 };
}

export function panel({ name, axes, lines, places, marks }: DrawnMap, width: number, height: number): string {
  const place = fitted(places, width, height, 14);
  const rows = marks.length;
  const radius = rows > 800 ? 3 : rows > 200 ? 3.8 : 4.6;
  const points = marks.map((mark, row) => {
    const [x, y] = place(row);
    return mark === undefined
      ? point(x, y, radius, "#bbbbbb", 0, 0.5)
      : point(x, y, radius, mark.colour, mark.shape, 0.82);
  });
  return (
    text(name, { x: 0, y: 16, "font-size": 14, "font-weight": "bold" }) +
    text(axes, { x: width, y: 16, "text-anchor": "end", fill: SOFT }) +
    element(
      "g",
      { transform: `translate(0 ${TITLE})` },
      element("rect", { width, height, fill: "none", stroke: "#bbbbbb" }) + points.join(""),
    ) +
    lines.map((line, i) => text(line, { x: 0, y: TITLE + height + 18 + 16 * i, fill: SOFT })).join("")
  );
}

/** Rows to pixels: one scale for both axes, so that distances stay distances. */
function fitted(
  flat: ArrayLike<number>,
  width: number,
  height: number,
  edge: number,
): (row: number) => [number, number] {
  let [left, right, top, bottom] = [flat[0], flat[0], flat[1], flat[1]];
  for (let i = 0; i < flat.length; i += 2) {
    left = Math.min(left, flat[i]);
    right = Math.max(right, flat[i]);
    top = Math.min(top, flat[i + 1]);
    bottom = Math.max(bottom, flat[i + 1]);
  }
  const scale = Math.min((width - 2 * edge) / (right - left || 1), (height - 2 * edge) / (bottom - top || 1));
  return (row) => [
    width / 2 + scale * (flat[2 * row] - (left + right) / 2),
    height / 2 - scale * (flat[2 * row + 1] - (top + bottom) / 2),
  ];
}

function point(x: number, y: number, radius: number, fill: string, shape: number, opacity: number): string {
  const look = { fill, "fill-opacity": opacity, stroke: "#ffffff", "stroke-width": 0.5 };
  const corners = SHAPES[shape];
  if (corners.length === 0) return element("circle", { cx: x, cy: y, r: radius, ...look });
  const places = corners.map(([dx, dy]) => `${shown(x + dx * radius)},${shown(y + dy * radius)}`);
  return element("polygon", { points: places.join(" "), ...look });
}
