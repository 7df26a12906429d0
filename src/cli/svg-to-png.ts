/** SVG to PNG, with the same fonts on every machine. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const { resolve } = createRequire(import.meta.url);

let ready: Promise<Uint8Array[]> | undefined;

/** The picture in the size that the SVG says, in DejaVu Sans whatever fonts it names. */
export async function svgToPng(svg: string): Promise<Uint8Array> {
  ready ??= prepare();
  const options = { fontBuffers: await ready, defaultFontFamily: "DejaVu Sans" };
  const drawing = new Resvg(svg, { font: options });
  const image = drawing.render();
  const png = image.asPng();
  image.free();
  drawing.free();
  return png;
}

async function prepare(): Promise<Uint8Array[]> {
  await initWasm(await readFile(resolve("@resvg/resvg-wasm/index_bg.wasm")));
  const names = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];
  return Promise.all(names.map((name) => readFile(resolve(`dejavu-fonts-ttf/ttf/${name}`))));
}
