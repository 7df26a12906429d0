/** The picture of a corpus: how many clips, how long and how loud, by label and by speaker, the sexes apart. */
import { percentiles } from "../signal/statistics.ts";
import { drawFigure } from "./figure.ts";
import { rangeAxis } from "./line-panel.ts";
import { type Axis, INK, type Panel, placeOn, SOFT } from "./panel.ts";
import { element, text } from "./svg.ts";
import type { Tick } from "./ticks.ts";

export interface PlottedClip {
  readonly label?: string | undefined;
  readonly speaker?: string | undefined;
  readonly sex?: string | undefined;
  readonly seconds: number;
  /** Of the loud sounds. */
  readonly levelDb: number;
}

export interface CorpusPlotOptions {
  readonly title: string;
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
}

/** For readers of any colour vision, and apart in grey (Okabe & Ito 2008). */
const COLOURS = ["#0072b2", "#e69f00", "#999999", "#009e73"];
const UNKNOWN = "unknown";
/** Share of a category's place that its bars and boxes take. */
const FILLED = 0.76;
/** Fewer values are dots, since quartiles of them say nothing. */
const FEW = 5;
/** Of a letter, about. */
const LETTER = 6.3;
/** Names are cut to so many letters at most. */
const LEAST_LETTERS = 4;

/** The clips of one label or one speaker. */
interface Category {
  readonly name: string;
  /** By sex, in the order of the legend; those that there are. */
  readonly groups: readonly { readonly colour: string; readonly clips: readonly PlottedClip[] }[];
}

/**
 * An SVG document. Boxes reach from quartile to quartile, whiskers from the 5th to the 95th percentile; the line is the median.
 *
 * @param clips - at least one
 */
export function plotCorpus(
  clips: readonly PlottedClip[],
  { title, width = 1200, height = 900 }: CorpusPlotOptions,
): string {
  const sexes = valuesOf(clips, ({ sex }) => sex);
  const colours = new Map(sexes.map((sex, i) => [sex, COLOURS[i % COLOURS.length]]));
  const columns = [
    { by: "label", categories: categoriesOf(clips, ({ label }) => label, colours) },
    { by: "speaker", categories: categoriesOf(clips, ({ speaker }) => speaker, colours) },
  ].filter(({ categories }) => categories.some(({ name }) => name !== UNKNOWN));
  const shown =
    columns.length > 0 ? columns : [{ by: "clip", categories: categoriesOf(clips, () => "all", colours) }];
  const legend = sexes.some((sex) => sex !== UNKNOWN) ? colours : new Map<string, string>();
  const minutes = clips.reduce((sum, { seconds }) => sum + seconds, 0) / 60;
  const rows = [
    shown.map(({ by, categories }, i) =>
      countPanel(`clips by ${by}`, categories, i === 0 ? legend : new Map()),
    ),
    shown.map(({ by, categories }) =>
      boxPanel(`duration by ${by}`, "seconds", categories, ({ seconds }) => seconds),
    ),
    shown.map(({ by, categories }) =>
      boxPanel(`level of loud sounds by ${by}`, "level (dBFS)", categories, ({ levelDb }) => levelDb),
    ),
  ];
  return drawFigure({
    title,
    subtitle: [
      `${clips.length} clips, ${minutes.toFixed(1)} minutes`,
      "boxes: quartiles and median; whiskers: 5th to 95th percentile",
    ].join("   ·   "),
    width,
    height,
    rows: rows.map((panels) => ({ columns: panels.length, panels })),
  });
}

/** In order; numbers by their size. */
function valuesOf(clips: readonly PlottedClip[], of: (clip: PlottedClip) => string | undefined): string[] {
  return [...new Set(clips.map((clip) => of(clip) ?? UNKNOWN))].toSorted((a, b) =>
    a.localeCompare(b, "en", { numeric: true }),
  );
}

function categoriesOf(
  clips: readonly PlottedClip[],
  of: (clip: PlottedClip) => string | undefined,
  colours: ReadonlyMap<string, string>,
): Category[] {
  return valuesOf(clips, of).map((name) => {
    const own = clips.filter((clip) => (of(clip) ?? UNKNOWN) === name);
    const groups = [...colours].map(([sex, colour]) => ({
      colour,
      clips: own.filter((clip) => (clip.sex ?? UNKNOWN) === sex),
    }));
    return { name, groups: groups.filter((group) => group.clips.length > 0) };
  });
}

/** Bars, the sexes one above the other. */
function countPanel(
  title: string,
  categories: readonly Category[],
  legend: ReadonlyMap<string, string>,
): Panel {
  const counts = categories.map(({ groups }) => groups.reduce((sum, group) => sum + group.clips.length, 0));
  const y = rangeAxis("clips", 0, 1.18 * Math.max(...counts));
  return {
    title,
    weight: 1,
    x: categoryAxis(categories),
    y,
    draw(width, height) {
      const place = width / categories.length;
      const bars = categories.flatMap(({ groups }, i) => {
        let below = 0;
        return groups.map(({ colour, clips }) => {
          const bottom = height * (1 - placeOn(y, below));
          below += clips.length;
          const top = height * (1 - placeOn(y, below));
          const left = (i + (1 - FILLED) / 2) * place;
          return element("rect", {
            x: left,
            y: top,
            width: FILLED * place,
            height: bottom - top,
            fill: colour,
          });
        });
      });
      return bars.join("") + drawLegend(legend, width);
    },
  };
}

function drawLegend(legend: ReadonlyMap<string, string>, width: number): string {
  let right = width - 10;
  return [...legend]
    .reverse()
    .map(([sex, colour]) => {
      const words = text(sex, { x: right, y: 18, "text-anchor": "end" });
      right -= sex.length * LETTER + 8;
      const box = element("rect", { x: right - 11, y: 8, width: 11, height: 11, fill: colour });
      right -= 26;
      return words + box;
    })
    .join("");
}

/** A box for each sex, side by side. */
function boxPanel(
  title: string,
  label: string,
  categories: readonly Category[],
  measure: (clip: PlottedClip) => number,
): Panel {
  const all = categories.flatMap(({ groups }) => groups.flatMap(({ clips }) => clips.map(measure)));
  const [low, high] = [Math.min(...extremes(all)), Math.max(...extremes(all))];
  const edge = 0.08 * (high - low) || 1;
  const y = rangeAxis(label, low - edge, high + edge);
  return {
    title,
    weight: 1,
    x: categoryAxis(categories),
    y,
    draw(width, height) {
      const place = width / categories.length;
      const atY = (value: number): number => height * (1 - placeOn(y, value));
      return categories
        .flatMap(({ groups }, i) => {
          const room = (FILLED * place) / groups.length;
          return groups.map(({ colour, clips }, group) => {
            const middle = (i + (1 - FILLED) / 2) * place + (group + 0.5) * room;
            return drawBox(clips.map(measure), middle, Math.min(26, 0.8 * room), colour, atY);
          });
        })
        .join("");
    },
  };
}

function drawBox(
  values: readonly number[],
  middle: number,
  width: number,
  colour: string,
  atY: (value: number) => number,
): string {
  if (values.length < FEW) {
    return values
      .map((value) => element("circle", { cx: middle, cy: atY(value), r: 2.2, fill: colour }))
      .join("");
  }
  const [low, from, median, to, high] = percentiles(values, [5, 25, 50, 75, 95]).map(atY);
  const left = middle - width / 2;
  const line = (y1: number, y2: number, x1 = middle, x2 = middle): string =>
    element("line", { x1, x2, y1, y2, stroke: SOFT });
  return (
    line(high, to) +
    line(from, low) +
    element("rect", {
      x: left,
      y: to,
      width,
      height: Math.max(1, from - to),
      fill: colour,
      "fill-opacity": 0.75,
    }) +
    element("line", { x1: left, x2: left + width, y1: median, y2: median, stroke: INK, "stroke-width": 2 })
  );
}

/** Of many values, those that are no odd ones out. */
function extremes(values: readonly number[]): number[] {
  return values.length < 40 ? [...values] : percentiles(values, [0.5, 99.5]);
}

/** Names in the middle of their places, cut where they have no room; numbers, of which one tells the next, are left out. */
function categoryAxis(categories: readonly Category[]): Axis {
  const longest = Math.max(...categories.map(({ name }) => name.length));
  const areNumbers = categories.every(({ name }) => /^\d+$/.test(name));
  return {
    label: "",
    from: 0,
    to: categories.length,
    ticks(pixels): Tick[] {
      const place = pixels / categories.length;
      const least = LETTER * (areNumbers ? longest : Math.min(longest, LEAST_LETTERS)) + 3;
      const every = Math.max(1, Math.ceil(least / place));
      const letters = Math.max(LEAST_LETTERS, Math.floor((every * place - 3) / LETTER));
      return categories.flatMap(({ name }, i) => {
        const text = name.length > letters ? `${name.slice(0, letters - 1)}…` : name;
        return i % every === 0 ? [{ at: i + 0.5, text }] : [];
      });
    },
  };
}
