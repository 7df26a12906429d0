/** Panels on a page: a heading, then rows of panels. */
import { drawColourBar } from "./draw-colour-bar.ts";
import { type Axis, INK, type Panel, placeOn, SOFT } from "./panel.ts";
import { element, text } from "./svg.ts";

export interface Figure {
  readonly title: string;
  readonly subtitle: string;
  readonly width: number;
  /** Of the page; it is higher where the panels need it. */
  readonly height: number;
  readonly rows: readonly PanelRow[];
}

/** Panels side by side, at most `columns` of them: each has its share of the width. */
export interface PanelRow {
  readonly columns: number;
  readonly panels: readonly Panel[];
}

/** What surrounds a panel, in pixels. */
const LEFT = 74;
const RIGHT = 24;
const BAR = 72;
const TITLE = 20;
const TICKS = 18;
const LABEL = 18;
const GAP = 8;
const HEADING = 56;
const LEAST_HEIGHT = 44;
/** Of a letter, about. */
const LETTER = 7;
const FONT = { "font-family": "DejaVu Sans, Verdana, sans-serif", "font-size": 12, fill: INK };

/** The figure as an SVG document. */
export function drawFigure({ title, subtitle, width, height, rows }: Figure): string {
  const isSame = (a: Axis, b: Axis | undefined): boolean =>
    b !== undefined && a.label === b.label && a.from === b.from && a.to === b.to;
  // an axis is written below the last panel that has it
  const tall = rows.map(({ columns, panels }, i) => {
    const next = rows.at(i + 1);
    return (
      next?.columns !== columns || panels.some((panel, column) => !isSame(panel.x, next.panels.at(column)?.x))
    );
  });
  const around = tall.map((isTall) => TITLE + GAP + (isTall ? TICKS + LABEL : 0));
  const weights = rows.map(({ panels }) => Math.max(...panels.map((panel) => panel.weight)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const used = HEADING + around.reduce((sum, one) => sum + one, 0);
  const page = Math.max(height, Math.ceil(used + rows.length * LEAST_HEIGHT));
  const spare = page - used - rows.length * LEAST_HEIGHT;
  const heights = weights.map((weight) => LEAST_HEIGHT + (spare * weight) / total);
  const labels = rows.flatMap(({ panels }, i) => panels.flatMap((panel) => panel.y.ticks(heights[i])));
  const left = Math.max(
    LEFT,
    26 + LETTER * labels.reduce((most, { text }) => Math.max(most, text.length), 0),
  );
  let y = HEADING;
  let clips = 0;
  const drawn = rows.flatMap(({ columns, panels }, i) => {
    const cell = width / columns;
    const right = RIGHT + (rows.some((other) => other.columns === columns && hasBar(other)) ? BAR : 0);
    const top = y + TITLE;
    y = top + heights[i] + GAP + (tall[i] ? TICKS + LABEL : 0);
    return panels.map((panel, column) =>
      drawPanel(
        panel,
        { left, x: column * cell + left, y: top, width: cell - left - right, height: heights[i] },
        tall[i],
        `panel${clips++}`,
      ),
    );
  });
  return `${element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height: page,
      viewBox: `0 0 ${width} ${page}`,
      ...FONT,
    },
    element("rect", { width, height: page, fill: "#ffffff" }) +
      text(title, { x: 16, y: 26, "font-size": 17, "font-weight": "bold" }) +
      text(subtitle, { x: 16, y: 45, fill: SOFT }) +
      drawn.join(""),
  )}\n`;
}

function hasBar({ panels }: PanelRow): boolean {
  return panels.some(({ bar }) => bar !== undefined);
}

interface Box {
  /** Room on the left of x. */
  readonly left: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function drawPanel(panel: Panel, { left, x, y, width, height }: Box, withX: boolean, id: string): string {
  const frame = { width, height };
  const clip = element("clipPath", { id }, element("rect", frame));
  const content = element("g", { "clip-path": `url(#${id})` }, panel.draw(width, height));
  const border = element("rect", { ...frame, fill: "none", stroke: "#999999" });
  const title = text(panel.title, { x: 0, y: -6, "font-weight": "bold" });
  const bar = panel.bar === undefined ? "" : drawColourBar(panel.bar, width + 14, height);
  return element(
    "g",
    { transform: `translate(${x} ${y})` },
    clip +
      content +
      border +
      title +
      drawY(panel.y, left, height) +
      (withX ? drawX(panel.x, width, height) : "") +
      bar,
  );
}

function drawX(axis: Axis, width: number, height: number): string {
  const ticks = axis.ticks(width).map(({ at, text: label }) => {
    const x = width * placeOn(axis, at);
    return (
      element("line", { x1: x, x2: x, y1: height, y2: height + 4, stroke: "#999999" }) +
      text(label, { x, y: height + 16, "text-anchor": "middle" })
    );
  });
  return (
    ticks.join("") + text(axis.label, { x: width / 2, y: height + 32, "text-anchor": "middle", fill: SOFT })
  );
}

function drawY(axis: Axis, left: number, height: number): string {
  const ticks = axis.ticks(height).map(({ at, text: label }) => {
    const y = height * (1 - placeOn(axis, at));
    return (
      element("line", { x1: -4, x2: 0, y1: y, y2: y, stroke: "#999999" }) +
      text(label, { x: -7, y: y + 4, "text-anchor": "end" })
    );
  });
  const label = text(fitted(axis.label, height), {
    transform: `translate(${16 - left} ${height / 2}) rotate(-90)`,
    "text-anchor": "middle",
    fill: SOFT,
    "font-size": 11,
  });
  return ticks.join("") + label;
}

/** The label, or its unit alone where it has no room, or nothing. */
function fitted(label: string, pixels: number): string {
  if (label.length * LETTER <= pixels + 20) return label;
  return /\(([^()]+)\)$/.exec(label)?.[1] ?? "";
}
