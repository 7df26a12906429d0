/** The maps as one SVG on white paper, for print. */
import { counted } from "../base/counted.ts";
import { INK, SOFT } from "../plot/panel.ts";
import { element, shown, text } from "../plot/svg.ts";
import type { ClipMap, Exploration, Trait } from "./explore.ts";
import { answerMarks, type Mark, marksOf, SHAPES } from "./marks.ts";
import type { MapsPage } from "./page.ts";
import { flatten } from "./view.ts";
import { mapLines, TRAIT_NAMES } from "./words.ts";

const WIDTH = 1200;
const EDGE = 24;
const GAP = 24;
const PANEL = (WIDTH - 2 * EDGE - GAP) / 2;
const PANEL_HEIGHT = 460;
const HEADING = 62;
const TITLE = 26;
const BELOW = 60;
const LEGEND_LINE = 22;
/** Of a letter, about. */
const LETTER = 7.4;
const FONT = { "font-family": "DejaVu Sans, Verdana, sans-serif", "font-size": 12, fill: INK };

/** @param trait - one that the exploration has */
export function exploreSvg(page: MapsPage, trait: Trait): string {
  const { exploration } = page;
  const values = exploration.traits[trait] ?? [];
  const marks = marksFor(exploration, trait);
  const legend = legendOf(marks);
  const top = HEADING + legend.height;
  const cell = TITLE + PANEL_HEIGHT + BELOW;
  const height = top + 2 * cell + EDGE - 12;
  const markOf = new Map(marks.map((mark) => [mark.value, mark]));
  const panels = exploration.maps.map((map, i) => {
    const [x, y] = [EDGE + (i % 2) * (PANEL + GAP), top + Math.floor(i / 2) * cell];
    return element(
      "g",
      { transform: `translate(${x} ${y})` },
      panel(map, exploration, (row) => markOf.get(values[row] ?? "")),
    );
  });
  const title = `Maps of ${counted(exploration.clipIds.length, "clip")} of ${page.corpus} by ${page.features}`;
  return `${element(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}`, ...FONT },
    element("rect", { width: WIDTH, height, fill: "#ffffff" }) +
      text(title, { x: EDGE, y: 28, "font-size": 17, "font-weight": "bold" }) +
      text(
        `Coloured by ${TRAIT_NAMES[trait].toLowerCase()}. Maps know no labels, but all clips. ` +
          `Seed ${page.seed}, perplexity ${exploration.perplexity}.`,
        { x: EDGE, y: 48, fill: SOFT },
      ) +
      legend.drawn +
      panels.join(""),
  )}\n`;
}

/** Values in the order of the labels, or by name. */
export function marksFor({ traits, labels }: Exploration, trait: Trait): Mark[] {
  if (trait === "answer") return answerMarks();
  return marksOf(traits[trait] ?? [], trait === "label" ? labels : []);
}

function legendOf(marks: readonly Mark[]): { drawn: string; height: number } {
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

function panel(map: ClipMap, exploration: Exploration, markOf: (row: number) => Mark | undefined): string {
  const flat = flatten(map);
  const place = fitted(flat, PANEL, PANEL_HEIGHT, 14);
  const rows = flat.length / 2;
  const radius = rows > 800 ? 3 : rows > 200 ? 3.8 : 4.6;
  let points = "";
  for (let row = 0; row < rows; row++) {
    const mark = markOf(row);
    const [x, y] = place(row);
    points += point(
      x,
      y,
      radius,
      mark?.colour ?? "#bbbbbb",
      mark?.shape ?? 0,
      mark === undefined ? 0.5 : 0.82,
    );
  }
  return (
    text(map.name, { x: 0, y: 16, "font-size": 14, "font-weight": "bold" }) +
    text(axesText(map, exploration), { x: PANEL, y: 16, "text-anchor": "end", fill: SOFT }) +
    element(
      "g",
      { transform: `translate(0 ${TITLE})` },
      element("rect", { width: PANEL, height: PANEL_HEIGHT, fill: "none", stroke: "#bbbbbb" }) + points,
    ) +
    mapLines(map)
      .map((line, i) => text(line, { x: 0, y: TITLE + PANEL_HEIGHT + 18 + 16 * i, fill: SOFT }))
      .join("")
  );
}

/** What the axes are. */
export function axesText({ id, dimensions }: ClipMap, { explained, perplexity }: Exploration): string {
  if (id === "pca" || id === "pca3") {
    const shares = explained.slice(0, dimensions).map((share) => `${(share * 100).toFixed(1)}\u00a0%`);
    return `of the variance: ${shares.join(", ")}`;
  }
  return id === "tsne" ? `perplexity ${perplexity}; axes mean nothing` : "axes mean nothing";
}

/** Rows to pixels: one scale for both axes, so that distances stay distances. */
function fitted(
  flat: Float64Array,
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
