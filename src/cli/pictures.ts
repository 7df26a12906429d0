/** Pictures as files of the kind that their names say. */
import { extname } from "node:path";
import { ConfigError } from "../base/errors.ts";
import { atomicWrite } from "../experiment/files/atomic-write.ts";
import { svgToPdf } from "./svg-to-pdf.ts";
import { svgToPng } from "./svg-to-png.ts";

const WRITERS: Readonly<Record<string, (svg: string) => string | Promise<Uint8Array>>> = {
  ".png": svgToPng,
  ".svg": (svg) => svg,
  ".pdf": svgToPdf,
};

/** @throws ConfigError for a name with another ending */
export function assertPicture(path: string): void {
  if (WRITERS[extname(path).toLowerCase()] !== undefined) return;
  throw new ConfigError(`--out: expected a file name that ends in .png, .svg or .pdf, got "${path}".`);
}

/** @param path - as assertPicture has it */
export async function writePicture(path: string, svg: string): Promise<void> {
  await atomicWrite(path, await WRITERS[extname(path).toLowerCase()](svg));
}
