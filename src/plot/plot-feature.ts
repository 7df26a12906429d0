/** The picture of a feature: its waveform on top, below it what the feature shows, by the feature's layout. */
import type { Audio } from "../audio/audio.ts";
import type { Matrix } from "../base/matrix.ts";
import { parseParams } from "../base/params.ts";
import type { FeatureDefinition } from "../features/feature.ts";
import { type FeatureLayout, type FeaturePart, type FrameScale, rowsOfParts } from "../features/layout.ts";
import { layoutOf } from "../features/layout-of.ts";
import { extractDefined } from "../features/recipe.ts";
import { barPanel } from "./bar-panel.ts";
import { drawFigure, type PanelRow } from "./figure.ts";
import { type Columns, colourBar, imagePanel, seenValues } from "./image-panel.ts";
import { linePanel, rangeAxis, valueAxis } from "./line-panel.ts";
import { overSpectrum } from "./over-spectrum.ts";
import { type Axis, type Panel, STRONG_LINE, withUnit } from "./panel.ts";
import { withSections } from "./sections.ts";
import { roundTicks } from "./ticks.ts";
import { waveform } from "./views.ts";

/** The waveform's share of what is below it. */
const HEAD_SHARE = 0.24;

export interface PlotOptions {
  /** What the audio is, for the heading: a file's name. */
  readonly name: string;
  /** Pixels. */
  readonly width?: number;
  /** Pixels; the picture is higher where many panels need it. */
  readonly height?: number;
}

/**
 * An SVG document: a heading, the waveform in seconds, and below it one panel per part of the feature's layout. Images
 * have a colour bar; single rows are lines, those that are frequencies over a spectrogram; vectors are bars. Powers and
 * magnitudes are in decibels.
 *
 * @param definition - of `plottable`, or another feature
 * @param params - the feature's parameters; its defaults otherwise
 * @throws ConfigError, AudioError as extractDefined
 */
export function plotFeature(
  definition: FeatureDefinition,
  audio: Audio,
  params: Readonly<Record<string, unknown>>,
  { name, width = 1200, height = 800 }: PlotOptions,
): string {
  const feature = extractDefined(definition, audio, params);
  const parsed = parseParams(`feature ${definition.id}`, definition.params, params);
  const layout = layoutOf(definition, audio, parsed, feature.shape);
  const seconds = audio.samples.length / audio.sampleRate;
  const time = timeAxis(seconds);
  const frameCount = layout.frames === null ? 1 : feature.shape[feature.shape.length - 1];
  const parts = rowsOfParts(layout).map((rows) => rowsOf(feature.data, frameCount, rows));
  const panels = definition === waveform ? [] : panelsOf(layout, parts, audio, time);
  const rows = arrange(panels, frameCount > 1);
  const below = rows.reduce((sum, row) => sum + Math.max(...row.panels.map(({ weight }) => weight)), 0);
  const head = { ...wavePanel(audio, time), weight: HEAD_SHARE * below || 1 };
  const options = Object.entries(params).map(([key, value]) => `${key}=${String(value)}`);
  return drawFigure({
    title: `${definition.id} of ${name}`,
    subtitle: [
      `${audio.sampleRate} Hz, ${seconds.toPrecision(3)} s`,
      `[${feature.axes.join(", ")}] = [${feature.shape.join(", ")}]`,
      options.length === 0 ? "default parameters" : options.join(" "),
    ].join("   ·   "),
    width,
    height,
    rows: [{ columns: 1, panels: [head] }, ...rows],
  });
}

function panelsOf(layout: FeatureLayout, parts: readonly Matrix[], audio: Audio, time: Axis): Panel[] {
  const { frames } = layout;
  const hasColours = layout.parts.some(({ value: { kind } }) => kind !== undefined && kind !== "frequency");
  if (frames === null || (parts[0].cols === 1 && !hasColours)) {
    return layout.parts.map((part, i) => barPanel(part, parts[i].data));
  }
  const x = frames.name === "time" ? time : frameAxis(frames, parts[0].cols);
  const columns: Columns = {
    axis: x,
    left: frames.first - frames.step / 2,
    right: frames.first + (parts[0].cols - 0.5) * frames.step,
  };
  const seen = layout.parts.map(({ value }, i) => seenValues(parts[i], value.kind));
  return layout.parts.map((part, i) => {
    if (seen[i].rows === 1) return withSections(rowPanel(part, seen[i].data, frames, x, audio), frames);
    // parts of the same value have the same colours
    const alike = seen.filter((matrix, j) => matrix.rows > 1 && isAlike(layout.parts[j], part));
    const picture = { matrix: seen[i], bar: colourBar(alike, part.value) };
    return withSections(imagePanel(part.name, picture, columns, part.scale), frames);
  });
}

function isAlike(a: FeaturePart, b: FeaturePart): boolean {
  return a.value.name === b.value.name && a.value.unit === b.value.unit && a.value.kind === b.value.kind;
}

function rowPanel(part: FeaturePart, values: Float32Array, frames: FrameScale, x: Axis, audio: Audio): Panel {
  const { name: title, value } = part;
  const label = withUnit(
    value.name,
    value.kind === "power" || value.kind === "magnitude" ? "dB" : value.unit,
  );
  if (value.kind !== "frequency" || frames.name !== "time") {
    return linePanel({ title, values, frames, x, y: valueAxis(label, values) });
  }
  const highest = values.reduce((most, hz) => Math.max(most, hz), 0);
  const y = rangeAxis(
    label,
    0,
    Math.min(audio.sampleRate / 2, highest > 0 ? 1.5 * highest : audio.sampleRate / 2),
  );
  const present = values.map((hz) => (hz === 0 ? Number.NaN : hz));
  return {
    ...linePanel({
      title,
      values: present,
      frames,
      x,
      y,
      colour: STRONG_LINE,
      beneath: overSpectrum(audio, x, y),
    }),
    weight: 1,
  };
}

function wavePanel({ samples, sampleRate }: Audio, x: Axis): Panel {
  const frames = { name: "time", unit: "s", first: 0, step: 1 / sampleRate };
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) || 1;
  const y = rangeAxis("amplitude", -1.05 * loudest, 1.05 * loudest);
  return linePanel({ title: "waveform", values: samples, frames, x, y });
}

function timeAxis(seconds: number): Axis {
  return evenAxis("time (s)", 0, seconds);
}

function frameAxis({ name, unit, first, step, sections }: FrameScale, count: number): Axis {
  const from = sections === undefined ? first - step / 2 : sections[0].from;
  return evenAxis(withUnit(name, unit), from, first + (count - 0.5) * step);
}

function evenAxis(label: string, from: number, to: number): Axis {
  return { label, from, to, ticks: (pixels) => roundTicks(from, to, Math.max(1, Math.floor(pixels / 80))) };
}

/** Some rows of the feature as a matrix, the frames as its columns. */
function rowsOf(data: Float32Array, cols: number, rows: readonly number[]): Matrix {
  const part = new Float32Array(rows.length * cols);
  for (const [i, row] of rows.entries()) part.set(data.subarray(row * cols, (row + 1) * cols), i * cols);
  return { rows: rows.length, cols, data: part };
}

/** Panels below each other; side by side where there are many of a kind. */
function arrange(panels: readonly Panel[], hasFrames: boolean): PanelRow[] {
  const columns = hasFrames
    ? panels.length > 4 && panels.every(({ bar }) => bar !== undefined)
      ? 2
      : 1
    : panels.length > 6
      ? 3
      : panels.length > 2
        ? 2
        : 1;
  const rows: PanelRow[] = [];
  for (let from = 0; from < panels.length; from += columns) {
    rows.push({ columns, panels: panels.slice(from, from + columns) });
  }
  return rows;
}
