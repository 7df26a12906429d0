/** Charts as inline SVG, drawn without a browser. */
import type { TopLevelSpec } from "vega-lite";
import { visibleLines } from "../base/visible.ts";

/**
 * An SVG that takes the width it is given, between --least (0 unless the page sets it) and its own width. Vega escapes every text in it.
 */
export async function renderSvg(figure: TopLevelSpec): Promise<string> {
  const [{ compile }, { parse, View, Warn }] = await Promise.all([import("vega-lite"), import("vega")]);
  const view = new View(parse(compile(figure).spec), { renderer: "none", logLevel: Warn });
  const svg = await view.toSVG();
  view.finalize();
  const width = /^<svg[^>]* width="([\d.]+)"/.exec(svg)?.[1] ?? "600";
  return visibleLines(svg).replace(
    /^<svg([^>]*?) width="[\d.]+" height="[\d.]+"/,
    `<svg$1 style="width:100%;min-width:min(${width}px,var(--least,0px));max-width:${width}px;height:auto"`,
  );
}
