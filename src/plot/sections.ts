/** Lines and names where the frames come to something new. */
import type { FrameScale } from "../features/layout.ts";
import { INK, type Panel, placeOn } from "./panel.ts";
import { element, text } from "./svg.ts";

/** The panel with the sections that its frames run through, if there are any. */
export function withSections(panel: Panel, { sections = [] }: FrameScale): Panel {
  return {
    ...panel,
    draw(width, height) {
      const marks = sections.map(({ from, name }, i) => {
        const x = width * placeOn(panel.x, from);
        const line = element("line", {
          x1: x,
          x2: x,
          y1: 0,
          y2: height,
          stroke: INK,
          "stroke-dasharray": "5 3",
        });
        const halo = {
          stroke: "#ffffff",
          "stroke-width": 3,
          "stroke-linejoin": "round",
          "paint-order": "stroke",
        };
        return (i === 0 ? "" : line) + text(name, { x: x + 5, y: 14, "font-weight": "bold", ...halo });
      });
      return panel.draw(width, height) + marks.join("");
    },
  };
}
