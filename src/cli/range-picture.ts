/** Learning-rate range tests as a picture: a panel for each network. */
import type { NetworkRange } from "../experiment/fit/learning-rates.ts";
import { drawFigure } from "../plot/figure.ts";
import { linePanel, rangeAxis } from "../plot/line-panel.ts";
import { type Axis, INK, type Panel, placeOn, SOFT, STRONG_LINE } from "../plot/panel.ts";
import { element, text } from "../plot/svg.ts";
import { percentiles } from "../signal/statistics.ts";
import { rate, suggestion } from "./range-table.ts";

const WIDTH = 1000;
const PANEL_HEIGHT = 320;
const NAME_WIDTH = 190;
const HALO = { stroke: "#ffffff", "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" };

/** An SVG document: the losses of the batches as dots, the smoothed loss as a line, and the rates that stand out. */
export function drawRanges(experiment: string, ranges: readonly NetworkRange[]): string {
  return drawFigure({
    title: `Learning-rate range test of ${experiment}`,
    subtitle:
      "dots: the loss of each batch   ·   line: smoothed   ·   take the rate at which it falls fastest, or less",
    width: WIDTH,
    height: ranges.length * PANEL_HEIGHT,
    rows: ranges.map((range) => ({ columns: 1, panels: [rangePanel(range)] })),
  });
}

function rangePanel({ name, asked, range }: NetworkRange): Panel {
  const { points, steepest, lowest } = range;
  const places = points.map(({ learningRate }) => Math.log10(learningRate));
  const step = places.length > 1 ? places[1] - places[0] : 1;
  const x: Axis = {
    label: "learning rate",
    from: places[0] - step,
    to: (places.at(-1) ?? 0) + step,
    ticks: () => powersOfTen(places[0], places.at(-1) ?? 0),
  };
  const smoothed = Float32Array.from(points, (point) => point.smoothed);
  const y = lossAxis(points);
  const frames = { name: "rate", unit: null, first: places[0], step };
  const line = linePanel({
    title: `${name}: ${suggestion(range)}`,
    values: smoothed,
    frames,
    x,
    y,
    colour: STRONG_LINE,
  });
  return {
    ...line,
    draw(width, height) {
      const dots = points.map(({ loss }, i) =>
        element("circle", {
          cx: width * placeOn(x, places[i]),
          cy: height * (1 - placeOn(y, loss)),
          r: 1.8,
          fill: SOFT,
          "fill-opacity": 0.45,
        }),
      );
      const marks = [
        ...(steepest === null ? [] : [{ at: steepest, words: "falls fastest" }]),
        { at: lowest, words: "lowest" },
        { at: asked, words: "the file has" },
      ].map((mark) => ({ ...mark, left: width * placeOn(x, Math.log10(mark.at)) }));
      const lines = marks.map(({ left }) =>
        element("line", { x1: left, x2: left, y1: 0, y2: height, stroke: INK, "stroke-dasharray": "5 3" }),
      );
      const names = marks.map(({ at, words, left }, i) => {
        const isLate = left > width - NAME_WIDTH;
        const place = { x: isLate ? left - 5 : left + 5, y: 14 + 15 * i };
        return text(`${words}: ${rate(at)}`, { ...place, "text-anchor": isLate ? "end" : "start", ...HALO });
      });
      return dots.join("") + line.draw(width, height) + lines.join("") + names.join("");
    },
  };
}

/** From the lowest losses to some way above those at rest: an explosion goes through the ceiling. */
function lossAxis(points: NetworkRange["range"]["points"]): Axis {
  const [low, rest] = percentiles(
    points.map(({ loss }) => loss),
    [2, 50],
  );
  const high = Math.max(rest, points[0].smoothed);
  const edge = 0.1 * (high - low) || 0.1;
  return rangeAxis("loss", low - edge, high + 6 * edge);
}

function powersOfTen(from: number, to: number) {
  const first = Math.ceil(from - 1e-9);
  return Array.from({ length: Math.max(0, Math.floor(to + 1e-9) - first + 1) }, (_, i) => ({
    at: first + i,
    text: first + i === 0 ? "1" : first + i === 1 ? "10" : `1e${first + i}`.replace("-", "−"),
  }));
}
