/** Pictures of recordings: the waveform on top, below it what features show, by their layouts; recordings side by side. */

import type { Audio } from "../audio/audio.ts";
import { joined } from "../audio/joined.ts";
import { ConfigError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { parseParams } from "../base/params.ts";
import type { FeatureDefinition } from "../features/feature.ts";
import { type FeatureLayout, type FeaturePart, type FrameScale, rowsOfParts } from "../features/layout.ts";
import { layoutOf } from "../features/layout-of.ts";
import { extractDefined } from "../features/recipe.ts";
import { barPanel } from "./bar-panel.ts";
import { type Excerpt, excerptOf, type Span, secondsOf, spanOf } from "./excerpt.ts";
import { drawFigure, type PanelRow } from "./figure.ts";
import { type Band, type Columns, colourBar, imagePanel, rowAxis, seenValues } from "./image-panel.ts";
import { labelPanel } from "./label-panel.ts";
import { linePanel, rangeAxis, valueAxis } from "./line-panel.ts";
import { isOfModes, modeParams, modesSentence, seenModes } from "./mode-spectra.ts";
import { overSpectrum } from "./over-spectrum.ts";
import { type Axis, type Panel, STRONG_LINE, withUnit } from "./panel.ts";
import { quietFrames } from "./quiet-frames.ts";
import { withSections } from "./sections.ts";
import { speech, speechPanel } from "./speech-view.ts";
import type { LabelTier } from "./text-grid.ts";
import { roundTicks } from "./ticks.ts";
import { waveform } from "./views.ts";

/** The waveform's share of what is below it. */
const HEAD_SHARE = 0.24;
/** Pixels of a picture of one feature, and of each row of several. */
const HEIGHT = 800;
const ROW_HEIGHT = 110;
/** The parts of the feature `pitch` that say whether there is one. */
const VOICING = ["voiced", "probability of voicing"];

export interface PlottedRecording {
  /** For the heading: a file's name. */
  readonly name: string;
  readonly audio: Audio;
  /** What lies below. */
  readonly labels?: readonly LabelTier[];
}

export interface PlottedFeature {
  /** Of `plottable`, or another feature. */
  readonly definition: FeatureDefinition;
  /** Its defaults otherwise. */
  readonly params: Readonly<Record<string, unknown>>;
}

export interface PlotOptions extends Band {
  /** Absent: of the features and the recordings. */
  readonly title?: string;
  /** Pixels. */
  readonly width?: number;
  /** Pixels; the picture is higher where many panels need it. */
  readonly height?: number;
  /** What is shown of the recordings. */
  readonly fromSeconds?: number;
  readonly toSeconds?: number;
}

/** A feature of an excerpt, ready to be drawn. */
interface Shown {
  readonly feature: PlottedFeature;
  readonly excerpt: Excerpt;
  readonly axes: readonly string[];
  readonly shape: readonly number[];
  /** Times are those of the recording. */
  readonly frames: FrameScale | null;
  readonly parts: readonly { readonly part: FeaturePart; readonly matrix: Matrix }[];
}

/**
 * An SVG document: a heading, and for every recording a column with its waveform in seconds, one panel per part of each feature's
 * layout, and its labels. Recordings side by side share their axes and colours. Images have a colour bar; single rows are lines,
 * those that are frequencies over a spectrogram, with gaps where nothing is heard; vectors are bars. Powers and magnitudes are in
 * decibels.
 *
 * @param recordings - at least one
 * @param features - at least one
 * @throws ConfigError, AudioError as extractDefined; ConfigError for a part of the recording or a band that is none
 */
export function plotFeatures(
  recordings: readonly PlottedRecording[],
  features: readonly PlottedFeature[],
  options: PlotOptions = {},
): string {
  const { fromSeconds, toSeconds, width = 1200 } = options;
  const longest = Math.max(...recordings.map(({ audio }) => secondsOf(audio)));
  const span = spanOf(longest, fromSeconds, toSeconds);
  const time = evenAxis("time (s)", span.from, span.to);
  const shown = recordings.map(({ audio }) => features.map((feature) => showFeature(feature, audio, span)));
  checkBand(options, shown.flat());
  const columns = recordings.map(({ name, audio, labels }, i) => {
    const panels = shown[i].flatMap((one, feature) =>
      panelsOf(
        one,
        shown.map((each) => each[feature]),
        time,
        options,
      ),
    );
    return { head: wavePanel(name, audio, recordings, span, time), panels, foot: labels ?? [] };
  });
  const rows =
    columns.length === 1 && features.length === 1
      ? arrange(columns[0].panels, shown[0][0].parts[0].matrix.cols > 1)
      : sideBySide(
          columns.map(({ panels }) => panels),
          time,
        );
  const below = rows.reduce((sum, row) => sum + Math.max(...row.panels.map(({ weight }) => weight)), 0);
  const heads = columns.map(({ head }) => ({ ...head, weight: HEAD_SHARE * below || 1 }));
  const feet = columns.some(({ foot }) => foot.length > 0)
    ? [{ columns: columns.length, panels: columns.map(({ foot }) => labelPanel(foot, time)) }]
    : [];
  const isPlain = recordings.length === 1 && features.length === 1;
  return drawFigure({
    title:
      options.title ??
      `${features.map(({ definition }) => definition.id).join(", ")} of ${recordings.map(({ name }) => name).join(", ")}`,
    subtitle: [
      ...new Set(
        recordings.map(({ audio }) => `${audio.sampleRate} Hz, ${secondsOf(audio).toPrecision(3)} s`),
      ),
      ...(isPlain && !isOfModes(features[0].definition)
        ? [`[${shown[0][0].axes.join(", ")}] = [${shown[0][0].shape.join(", ")}]`]
        : []),
      ...features.map((one) => describeParams(one, isPlain)).filter((words) => words !== ""),
      ...features
        .filter(({ definition }) => isOfModes(definition))
        .slice(0, 1)
        .map(({ params }) => modesSentence(params)),
    ].join("   ·   "),
    width,
    height: options.height ?? (isPlain ? HEIGHT : Math.max(HEIGHT, ROW_HEIGHT * (rows.length + 2))),
    rows: [{ columns: columns.length, panels: heads }, ...rows, ...feet],
  });
}

function describeParams({ definition, params }: PlottedFeature, isPlain: boolean): string {
  const words = Object.entries(params).map(([key, value]) => `${key}=${String(value)}`);
  if (isPlain) return words.length === 0 ? "default parameters" : words.join(" ");
  return words.length === 0 ? "" : `${definition.id} ${words.join(" ")}`;
}

function showFeature(feature: PlottedFeature, audio: Audio, span: Span): Shown {
  const exact = excerptOf(audio, span, false);
  const alone = extract(feature, exact);
  const isFramed = alone.layout.frames?.name === "time";
  const excerpt = isFramed ? excerptOf(audio, span, true) : exact;
  const { axes, shape, data, layout } =
    excerpt.audio.samples.length === exact.audio.samples.length ? alone : extract(feature, excerpt);
  const { frames } = layout;
  const count = frames === null ? 1 : shape[shape.length - 1];
  const matrices = rowsOfParts(layout).map((rows) => rowsOf(data, count, rows));
  const parts = isOfModes(feature.definition)
    ? seenModes(excerpt.audio, feature.params, layout.parts, matrices)
    : layout.parts.map((part, i) => ({ part, matrix: matrices[i] }));
  return {
    feature,
    excerpt,
    axes,
    shape,
    frames: frames !== null && isFramed ? { ...frames, first: frames.first + excerpt.startSeconds } : frames,
    parts: parts.map(({ part, matrix }) => ({ part, matrix: seenValues(matrix, part.value.kind) })),
  };
}

function extract({ definition, params }: PlottedFeature, { audio }: Excerpt) {
  const settings = isOfModes(definition) ? modeParams(params) : params;
  const feature = extractDefined(definition, audio, settings);
  const parsed = parseParams(`feature ${definition.id}`, definition.params, settings);
  const layout: FeatureLayout = layoutOf(definition, audio, parsed, feature.shape);
  return { ...feature, layout };
}

/** @throws ConfigError if there is nothing to cut to a band, or nothing in it */
function checkBand({ minHz, maxHz }: Band, shown: readonly Shown[]): void {
  if (minHz === undefined && maxHz === undefined) return;
  if ((minHz ?? 0) >= (maxHz ?? Number.POSITIVE_INFINITY)) {
    throw new ConfigError(`expected a lowest frequency below the highest, got ${minHz} and ${maxHz} Hz.`);
  }
  const isHz = ({ scale, value }: FeaturePart): boolean => scale.unit === "Hz" || value.kind === "frequency";
  if (shown.some(({ parts }) => parts.some(({ part }) => isHz(part)))) return;
  throw new ConfigError("no axis of the picture is a frequency, so that there is no band to cut it to.");
}

/** @param alike - the same feature of all recordings, with which scales are shared */
function panelsOf(one: Shown, alike: readonly Shown[], time: Axis, band: Band): Panel[] {
  const { feature, excerpt, frames, parts } = one;
  if (feature.definition === waveform) return [];
  const hasColours = parts.some(
    ({ part: { value } }) => value.kind !== undefined && value.kind !== "frequency",
  );
  if (frames === null || (parts[0].matrix.cols === 1 && !hasColours)) {
    return parts.map(({ part, matrix }) => barPanel(part, matrix.data));
  }
  const { cols } = parts[0].matrix;
  const x = frames.name === "time" ? time : frameAxis(frames, cols);
  if (feature.definition === speech) return [speechPanel(parts[0].matrix, frames, excerpt, x, band)];
  const columns: Columns = {
    axis: x,
    left: frames.first - frames.step / 2,
    right: frames.first + (cols - 0.5) * frames.step,
  };
  const all = alike.flatMap((other) => other.parts);
  return parts.map(({ part, matrix }) => {
    // parts of the same value have the same colours
    const same = all.filter((other) => isAlike(other.part, part));
    if (matrix.rows === 1) {
      const values = same.filter((other) => other.part.name === part.name).map((other) => other.matrix.data);
      return withSections(rowPanel(one, part, matrix.data, frames, x, values, band), frames);
    }
    const images = same.map((other) => other.matrix).filter(({ rows }) => rows > 1);
    const picture = { matrix, bar: colourBar(images, part.value) };
    return withSections(imagePanel(part.name, picture, columns, rowAxis(part.scale, band)), frames);
  });
}

function isAlike(a: FeaturePart, b: FeaturePart): boolean {
  return a.value.name === b.value.name && a.value.unit === b.value.unit && a.value.kind === b.value.kind;
}

/** @param all - the values of all recordings, which share their scale */
function rowPanel(
  { feature, excerpt }: Shown,
  part: FeaturePart,
  values: Float32Array,
  frames: FrameScale,
  x: Axis,
  all: readonly Float32Array[],
  { minHz = 0, maxHz }: Band,
): Panel {
  const { name: title, value } = part;
  const label = withUnit(
    value.name,
    value.kind === "power" || value.kind === "magnitude" ? "dB" : value.unit,
  );
  const isTime = frames.name === "time";
  const isVoicing = feature.definition.id === "pitch" && VOICING.includes(title);
  const quiet =
    isTime && (value.kind === "frequency" || isVoicing)
      ? quietFrames(excerpt.audio, { ...frames, first: frames.first - excerpt.startSeconds }, values.length)
      : [];
  const heard = values.map((number, frame) => (quiet[frame] === true ? 0 : number));
  if (value.kind !== "frequency" || !isTime) {
    const y = valueAxis(label, isVoicing ? heard : joined(all));
    return linePanel({ title, values: heard, frames, x, y });
  }
  const highest = joined(all).reduce((most, hz) => Math.max(most, hz), 0);
  const top = Math.min(excerpt.audio.sampleRate / 2, maxHz ?? Number.POSITIVE_INFINITY);
  const y = rangeAxis(label, minHz, highest > minHz ? Math.min(top, 1.5 * highest) : top);
  const present = heard.map((hz) => (hz === 0 ? Number.NaN : hz));
  const beneath = overSpectrum(excerpt, x, y);
  return {
    ...linePanel({ title, values: present, frames, x, y, colour: STRONG_LINE, beneath }),
    weight: 1,
  };
}

/** @param recordings - those whose scale is shared */
function wavePanel(
  name: string,
  { samples, sampleRate }: Audio,
  recordings: readonly PlottedRecording[],
  span: Span,
  x: Axis,
): Panel {
  const loudest = Math.max(
    ...recordings.map(({ audio }) =>
      excerptOf(audio, span, false).audio.samples.reduce(
        (most, sample) => Math.max(most, Math.abs(sample)),
        0,
      ),
    ),
  );
  const y = rangeAxis("amplitude", -1.05 * (loudest || 1), 1.05 * (loudest || 1));
  const first = Math.floor(span.from * sampleRate);
  const values = samples.subarray(first, Math.ceil(span.to * sampleRate) + 1);
  const frames = { name: "time", unit: "s", first: first / sampleRate, step: 1 / sampleRate };
  return linePanel({ title: recordings.length === 1 ? "waveform" : name, values, frames, x, y });
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
function arrange(panels: readonly Panel[], isFramed: boolean): PanelRow[] {
  const columns = isFramed
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

/** A column of panels for every recording; nothing where one has fewer than another. */
function sideBySide(columns: readonly (readonly Panel[])[], x: Axis): PanelRow[] {
  const count = Math.max(...columns.map(({ length }) => length));
  const nothing: Panel = {
    title: "",
    weight: 0,
    x,
    y: { label: "", from: 0, to: 1, ticks: () => [] },
    draw: () => "",
  };
  return Array.from({ length: count }, (_, row) => ({
    columns: columns.length,
    panels: columns.map((panels) => panels[row] ?? nothing),
  }));
}
