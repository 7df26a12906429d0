/** Fills that differ in colour and in hatching: who sees no colours, or prints in grey, tells them apart. */
import { element } from "./svg.ts";

export interface Hatch {
  readonly colour: string;
  /** The SVG pattern under that id. */
  define(id: string): string;
}

/** For readers of any colour vision (Okabe & Ito 2008, Color Universal Design). */
const COLOURS = ["#56b4e9", "#e69f00", "#009e73", "#f0e442", "#cc79a7", "#d55e00", "#0072b2", "#999999"];

/** Lines within a square of 8 pixels. */
const HATCHINGS = [
  "",
  "M-1 9L9 -1M-1 1L1 -1M7 9L9 7",
  "M-1 -1L9 9M-1 7L1 9M7 -1L9 1",
  "M4 0V8",
  "M0 4H8",
  "M4 0V8M0 4H8",
  "M-1 9L9 -1M-1 -1L9 9",
  "M0 6L4 2L8 6",
  "M0 2H4M4 6H8",
];

/** No label: sparse dots on white. */
const NONE: Hatch = { colour: "#ffffff", define: (id) => pattern(id, "#f7f7f7", "M3 4H5") };

/** That of a label by its index, of 72 different ones; null stands for no label. */
export function hatchOf(index: number | null): Hatch {
  if (index === null) return NONE;
  const colour = COLOURS[index % COLOURS.length];
  return { colour, define: (id) => pattern(id, colour, HATCHINGS[index % HATCHINGS.length]) };
}

function pattern(id: string, colour: string, d: string): string {
  const ground = element("rect", { width: 8, height: 8, fill: colour });
  const lines = d === "" ? "" : element("path", { d, stroke: "#333333", "stroke-width": 1, fill: "none" });
  return element("pattern", { id, width: 8, height: 8, patternUnits: "userSpaceOnUse" }, ground + lines);
}
