/** Saving what a page shows: charts as SVG or PNG, tables as csv. */
import { formatCsv } from "../../../src/base/csv.ts";

/** A picture of the server. */
export async function saveSvg(address: string, name: string, kind: "svg" | "png"): Promise<void> {
  const text = await (await fetch(address)).text();
  if (kind === "svg") saveBlob(new Blob([text], { type: "image/svg+xml" }), `${name}.svg`);
  else saveBlob(await pngOf(text), `${name}.png`);
}

/** A chart of the page itself: its colours are the page's, so they are written into it. */
export async function saveChart(chart: SVGSVGElement, name: string, kind: "svg" | "png"): Promise<void> {
  const copy = chart.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) return;
  const { width, height } = chart.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const from = [chart, ...chart.querySelectorAll("*")];
  const to = [copy, ...copy.querySelectorAll("*")];
  for (const [i, element] of from.entries()) {
    const style = getComputedStyle(element);
    for (const property of [
      "fill",
      "stroke",
      "stroke-width",
      "stroke-dasharray",
      "opacity",
      "fill-opacity",
      "font-size",
      "font-family",
      "font-weight",
      "text-anchor",
    ]) {
      to[i].setAttribute(property, style.getPropertyValue(property));
    }
  }
  copy.style.background = getComputedStyle(document.body).getPropertyValue("--paper");
  const text = new XMLSerializer().serializeToString(copy);
  if (kind === "svg") saveBlob(new Blob([text], { type: "image/svg+xml" }), `${name}.svg`);
  else saveBlob(await pngOf(text), `${name}.png`);
}

export function saveTable(rows: readonly (readonly string[])[], name: string): void {
  saveBlob(new Blob([formatCsv(rows)], { type: "text/csv" }), `${name}.csv`);
}

export function saveBytes(bytes: Uint8Array<ArrayBuffer>, name: string, type: string): void {
  saveBlob(new Blob([bytes], { type }), name);
}

async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * image.width;
  canvas.height = 2 * image.height;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) =>
      blob === null ? reject(new Error("The picture cannot be made.")) : resolve(blob),
    ),
  );
}

export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name.replaceAll(/[^\p{L}\p{N}. _-]/gu, "_");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
