/** The picture of a timeline: a lane per label, over the outline of the recording. */
import type { Audio } from "../audio/audio.ts";
import { clock } from "../base/clock.ts";
import { drawFigure, type PanelRow } from "./figure.ts";
import { hatchOf } from "./hatches.ts";
import { type Axis, type Panel, placeOn } from "./panel.ts";
import { element, shown } from "./svg.ts";
import { minuteTicks } from "./ticks.ts";

export interface TimelineSegment {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Null where there is no answer. */
  readonly label: string | null;
}

export interface TimelinePlotOptions {
  /** What the audio is, for the heading: a file's name. */
  readonly name: string;
  /** All labels that there may be: each has its colour and hatching, whichever are drawn. */
  readonly labels: readonly string[];
}

const WIDTH = 1200;
const LANE = 17;
/** What surrounds the lanes of a row: its title, its axis and some room. */
const AROUND_ROW = 72;
const HEADING = 56;
/** Seconds of a row: the first that makes few enough rows. */
const ROW_SECONDS = [60, 120, 300, 600, 900, 1800] as const;
const MOST_ROWS = 12;
const NOBODY = "no label";

/**
 * An SVG document: rows of up to half an hour, in each a lane per label that was heard. A segment lies in its label's lane, has
 * its label's colour and hatching, and the waveform's outline lies beneath.
 *
 * @param segments - in order of time
 */
export function plotTimeline(
  audio: Audio,
  segments: readonly TimelineSegment[],
  { name, labels }: TimelinePlotOptions,
): string {
  const seconds = audio.samples.length / audio.sampleRate;
  const rowSeconds = rowLength(seconds);
  const heard = labels.filter((one) => segments.some(({ label }) => label === one));
  const hasGaps = segments.some(({ label }) => label === null);
  const lanes = hasGaps ? [...heard, null] : heard;
  const loudest = audio.samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) || 1;
  const count = Math.max(1, Math.ceil(seconds / rowSeconds - 1e-9));
  const rows: PanelRow[] = Array.from({ length: count }, (_, row) => {
    const from = row * rowSeconds;
    const to = count === 1 ? seconds : from + rowSeconds;
    return { columns: 1, panels: [rowPanel(from, to)] };
  });
  return drawFigure({
    title: `${name} over time`,
    subtitle: `${clock(seconds)}   ·   ${segments.length} segments   ·   a lane, a colour and a hatching per label, over the waveform`,
    width: WIDTH,
    height: HEADING + count * (lanes.length * LANE + AROUND_ROW),
    rows,
  });

  function rowPanel(from: number, to: number): Panel {
    const x: Axis = {
      label: to > 3600 ? "time (h:min:s)" : "time (min:s)",
      from,
      to,
      ticks: (pixels) => minuteTicks(from, to, Math.floor(pixels / 60)),
    };
    const y: Axis = {
      label: "",
      from: lanes.length,
      to: 0,
      ticks: () => lanes.map((label, lane) => ({ at: lane + 0.5, text: label ?? NOBODY })),
    };
    return {
      title: `${clock(from)} – ${clock(Math.min(to, seconds))}`,
      weight: 1,
      x,
      y,
      draw(width, height) {
        const drawn = segments
          .filter(({ startSeconds, endSeconds }) => endSeconds > from && startSeconds < to)
          .map((segment) => drawSegment(segment, x, width, height));
        return hatchesOf(from) + outline(x, width, height) + drawn.join("");
      },
    };

    function hatchesOf(row: number): string {
      return lanes
        .map((label) => hatchOf(label === null ? null : labels.indexOf(label)).define(idOf(row, label)))
        .join("");
    }

    function drawSegment(segment: TimelineSegment, axis: Axis, width: number, height: number): string {
      const { label } = segment;
      const left = width * placeOn(axis, segment.startSeconds);
      const right = width * placeOn(axis, segment.endSeconds);
      const lane = height / lanes.length;
      const box = { x: left, width: Math.max(0.5, right - left) };
      const top = lanes.indexOf(label) * lane;
      const { colour } = hatchOf(label === null ? null : labels.indexOf(label));
      const veil =
        label === null ? "" : element("rect", { ...box, y: 0, height, fill: colour, "fill-opacity": 0.13 });
      return (
        veil +
        element("rect", {
          ...box,
          y: top + 1.5,
          height: lane - 3,
          fill: `url(#${idOf(from, label)})`,
          stroke: label === null ? "none" : "#333333",
          "stroke-width": 0.6,
        })
      );
    }
  }

  function idOf(row: number, label: string | null): string {
    return `hatch-${row}-${label === null ? "none" : labels.indexOf(label)}`;
  }

  /** From the lowest to the highest sample of every pixel. */
  function outline(x: Axis, width: number, height: number): string {
    const { samples, sampleRate } = audio;
    const pixels = Math.ceil(width);
    const perPixel = ((x.to - x.from) * sampleRate) / pixels;
    const atY = (value: number): string => shown((height / 2) * (1 - (0.95 * value) / loudest));
    let path = "";
    for (let pixel = 0; pixel < pixels; pixel++) {
      const from = Math.floor(x.from * sampleRate + pixel * perPixel);
      const to = Math.min(samples.length, Math.max(from + 1, Math.floor(from + perPixel)));
      let [low, high] = [0, 0];
      for (let i = from; i < to; i++) {
        if (samples[i] < low) low = samples[i];
        if (samples[i] > high) high = samples[i];
      }
      if (from < to) path += `M${pixel} ${atY(high)}V${atY(low - 1e-9)}`;
    }
    return element("path", { d: path, stroke: "#b5b5b5", fill: "none" });
  }
}

function rowLength(seconds: number): number {
  if (seconds <= ROW_SECONDS[0]) return Math.max(seconds, 1e-3);
  return (
    ROW_SECONDS.find((length) => seconds <= MOST_ROWS * length) ?? Math.ceil(seconds / MOST_ROWS / 60) * 60
  );
}
