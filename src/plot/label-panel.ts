/** Labels below a picture: a lane for each tier, a box for each interval. */
import { type Axis, INK, type Panel, placeOn, SOFT } from "./panel.ts";
import { element, text } from "./svg.ts";
import type { LabelTier } from "./text-grid.ts";

/** Of a letter, about. */
const LETTER = 7;

export function labelPanel(tiers: readonly LabelTier[], x: Axis): Panel {
  const y: Axis = {
    label: "",
    from: tiers.length,
    to: 0,
    ticks: () => tiers.map(({ name }, lane) => ({ at: lane + 0.5, text: name })),
  };
  return {
    title: "labels",
    weight: 0.14 * tiers.length,
    x,
    y,
    draw(width, height) {
      const lane = height / tiers.length;
      return tiers.flatMap(({ labels }, i) => labels.map((label) => drawLabel(label, i * lane))).join("");

      function drawLabel({ from, to, text: words }: LabelTier["labels"][number], top: number): string {
        const [left, right] = [from, to].map((at) => width * placeOn(x, at));
        const edges = [left, right].map((at) =>
          element("line", { x1: at, x2: at, y1: top, y2: top + lane, stroke: SOFT }),
        );
        const room = Math.min(width, right) - Math.max(0, left);
        if (words === "" || (from < to && room < words.length * LETTER * 0.6)) return edges.join("");
        const middle = (Math.max(0, left) + Math.min(width, right)) / 2;
        const place = { x: middle, y: top + lane / 2 + 4, "text-anchor": "middle", fill: INK };
        return edges.join("") + text(words, place);
      }
    },
  };
}
