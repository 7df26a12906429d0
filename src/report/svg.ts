/** Charts as inline SVG, drawn without a browser. */
import { visibleLines } from "../base/visible.ts";
import type { Figure } from "./figures.ts";
import { escapeHtml } from "./markup.ts";

/**
 * An SVG that takes the width it is given, between --least (0 unless the page sets it) and its own width, and is an image with a
 * name to whoever does not see it. Vega escapes every text in it.
 */
export async function renderSvg(figure: Figure): Promise<string> {
  const [{ compile }, { parse, View, Warn }] = await Promise.all([import("vega-lite"), import("vega")]);
  const view = new View(parse(compile(figure).spec), { renderer: "none", logLevel: Warn });
  const svg = await view.toSVG();
  view.finalize();
  const width = /^<svg[^>]* width="([\d.]+)"/.exec(svg)?.[1] ?? "600";
  const style = `width:100%;min-width:min(${width}px,var(--least,0px));max-width:${width}px;height:auto`;
  return visibleLines(svg)
    .replaceAll(/<g\b[^>]*>/g, (group) => group.replaceAll(/ (role|aria-[a-z]+)="[^"]*"/g, ""))
    .replace(
      /^<svg([^>]*?) width="[\d.]+" height="[\d.]+"/,
      (_, before: string) =>
        `<svg role="img" aria-label="${escapeHtml(figure.description)}"${before} style="${style}"`,
    );
}
