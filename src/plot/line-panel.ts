/** A row as a line over the frames, or as its outline where there are more values than pixels. */
import type { FrameScale } from "../features/layout.ts";
import { type Axis, LINE, type Panel, placeOn } from "./panel.ts";
import { element, shown } from "./svg.ts";
import { roundTicks } from "./ticks.ts";

export interface Line {
  readonly title: string;
  /** [frame]; NaN is a gap. */
  readonly values: Float32Array;
  readonly frames: FrameScale;
  readonly x: Axis;
  readonly y: Axis;
  /** Absent: LINE. */
  readonly colour?: string;
  /** What lies beneath, as Panel.draw. */
  readonly beneath?: Panel["draw"];
}

export function linePanel({ title, values, frames, x, y, colour = LINE, beneath }: Line): Panel {
  return {
    title,
    weight: 0.6,
    x,
    y,
    draw(width, height) {
      const atX = (frame: number): number => width * placeOn(x, frames.first + frame * frames.step);
      const atY = (value: number): number => height * (1 - placeOn(y, value));
      const perPixel = values.length / Math.max(1, atX(values.length - 1) - atX(0));
      const zero =
        y.from < 0 && y.to > 0
          ? element("line", { x1: 0, x2: width, y1: atY(0), y2: atY(0), stroke: "#cccccc" })
          : "";
      const drawn =
        perPixel > 2
          ? outline(values, Math.ceil(perPixel), atX, atY, colour)
          : polyline(values, atX, atY, colour);
      return (beneath?.(width, height) ?? zero) + drawn;
    },
  };
}

/** The range of the values that are there, a little wider; wide enough for a constant. */
export function valueAxis(label: string, values: Float32Array): Axis {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  if (low > high) [low, high] = [0, 1];
  if (low === high) [low, high] = low === 0 ? [0, 1] : [low - Math.abs(low) / 2, high + Math.abs(low) / 2];
  const edge = (high - low) * 0.06;
  return rangeAxis(label, low - edge, high + edge);
}

export function rangeAxis(label: string, from: number, to: number): Axis {
  return { label, from, to, ticks: (pixels) => roundTicks(from, to, Math.max(1, Math.floor(pixels / 34))) };
}

function polyline(
  values: Float32Array,
  atX: (frame: number) => number,
  atY: (value: number) => number,
  colour: string,
): string {
  let path = "";
  let dots = "";
  for (let frame = 0; frame < values.length; frame++) {
    if (Number.isNaN(values[frame])) continue;
    const [x, y] = [atX(frame), atY(values[frame])];
    const begins = frame === 0 || Number.isNaN(values[frame - 1]);
    path += `${begins ? "M" : "L"}${shown(x)} ${shown(y)}`;
    const isAlone = begins && (frame === values.length - 1 || Number.isNaN(values[frame + 1]));
    if (isAlone) dots += element("circle", { cx: x, cy: y, r: 1.8, fill: colour });
  }
  return (
    element("path", {
      d: path,
      fill: "none",
      stroke: colour,
      "stroke-width": 1.6,
      "stroke-linejoin": "round",
    }) + dots
  );
}

/** The smallest and the largest of every `count` values, as one shape. */
function outline(
  values: Float32Array,
  count: number,
  atX: (frame: number) => number,
  atY: (value: number) => number,
  colour: string,
): string {
  let path = "";
  for (let from = 0; from < values.length; from += count) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = from; i < Math.min(values.length, from + count); i++) {
      if (values[i] < low) low = values[i];
      if (values[i] > high) high = values[i];
    }
    if (low <= high) path += `M${shown(atX(from))} ${shown(atY(high) - 0.4)}V${shown(atY(low) + 0.4)}`;
  }
  return element("path", { d: path, fill: "none", stroke: colour, "stroke-width": 1.1 });
}
