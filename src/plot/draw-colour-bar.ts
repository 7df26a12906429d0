/** The key to an image's colours. */
import { type ColourBar, SOFT } from "./panel.ts";
import { element, text } from "./svg.ts";
import { roundTicks } from "./ticks.ts";

const WIDTH = 12;
/** Colours that are drawn of the 256. */
const STEPS = 64;
/** Height of the points that say that there is more beyond an end. */
const POINT = 7;

/** @param x - left edge; the bar begins at y = 0 */
export function drawColourBar(
  { label, limits, colours, beyond }: ColourBar,
  x: number,
  height: number,
): string {
  const { from, to } = limits;
  const step = height / STEPS;
  const colour = (share: number): string => `rgb(${colours[Math.round(255 * share)].join(",")})`;
  const steps = Array.from({ length: STEPS }, (_, i) =>
    element("rect", {
      x,
      y: height - (i + 1) * step,
      width: WIDTH,
      height: step + (i === 0 ? 0 : 0.5), // no seams
      fill: colour((i + 0.5) / STEPS),
    }),
  );
  const border = element("rect", {
    x,
    y: 0,
    width: WIDTH,
    height,
    fill: "none",
    stroke: "#999999",
    "stroke-width": 0.7,
  });
  const point = (y: number, tip: number, share: number): string =>
    element("path", {
      d: `M${x} ${y}H${x + WIDTH}L${x + WIDTH / 2} ${tip}Z`,
      fill: colour(share),
      stroke: "#999999",
      "stroke-width": 0.7,
    });
  const ticks = roundTicks(from, to, Math.max(1, Math.floor(height / 34))).map(({ at, text: label }) => {
    const y = height * (1 - (at - from) / (to - from));
    return (
      element("line", { x1: x + WIDTH, x2: x + WIDTH + 3, y1: y, y2: y, stroke: "#999999" }) +
      text(label, { x: x + WIDTH + 6, y: y + 4 })
    );
  });
  return [
    ...steps,
    border,
    beyond.above ? point(0, -POINT, 1) : "",
    beyond.below ? point(height, height + POINT, 0) : "",
    ...ticks,
    text(label, {
      transform: `translate(${x + 66} ${height / 2}) rotate(-90)`,
      "text-anchor": "middle",
      fill: SOFT,
      "font-size": 11,
    }),
  ].join("");
}
