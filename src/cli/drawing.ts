/** An SVG as resvg has it, with the fonts of the package. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const { resolve } = createRequire(import.meta.url);

let ready: Promise<Uint8Array[]> | undefined;

/** Whoever opens it frees it. */
export async function openDrawing(svg: string): Promise<InstanceType<typeof Resvg>> {
  ready ??= prepare();
  return new Resvg(svg, { font: { fontBuffers: await ready, defaultFontFamily: "DejaVu Sans" } });
}

async function prepare(): Promise<Uint8Array[]> {
  await initWasm(await readFile(resolve("@resvg/resvg-wasm/index_bg.wasm")));
  const names = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];
  return Promise.all(names.map((name) => readFile(resolve(`dejavu-fonts-ttf/ttf/${name}`))));
}
