/** The contract of a panel: one pair of axes with something drawn between them. */

import type { Limits } from "./bitmap.ts";
import type { ColourMap } from "./colours.ts";
import type { Tick } from "./ticks.ts";

export interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** @param pixels - length of the axis */
  ticks(pixels: number): readonly Tick[];
}

export interface ColourBar {
  readonly label: string;
  readonly limits: Limits;
  readonly colours: ColourMap;
  /** Whether there are values beyond the ends. */
  readonly beyond: { readonly below: boolean; readonly above: boolean };
}

export interface Panel {
  readonly title: string;
  /** Share of the height that is to be divided. */
  readonly weight: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly bar?: ColourBar;
  /** SVG within (0, 0) and (width, height), y downwards; what goes beyond is cut off. */
  draw(width: number, height: number): string;
}

/** A place on the axis, 0 to 1. */
export function placeOn({ from, to }: Axis, at: number): number {
  return (at - from) / (to - from);
}

export const INK = "#222222";
export const SOFT = "#555555";
export const LINE = "#2b5797";
export const STRONG_LINE = "#c4161c";

/** A label with its unit: "frequency (Hz)". */
export function withUnit(name: string, unit: string | null): string {
  return unit === null ? name : `${name} (${unit})`;
}
