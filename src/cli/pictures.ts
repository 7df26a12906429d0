/** Pictures as files of the kind that their names say. */
import { extname } from "node:path";
import { atomicWrite } from "../experiment/files/atomic-write.ts";
import { endingOf } from "./endings.ts";
import { svgToPdf } from "./svg-to-pdf.ts";
import { svgToPng } from "./svg-to-png.ts";

const WRITERS: Readonly<Record<string, (svg: string) => string | Promise<Uint8Array>>> = {
  ".png": svgToPng,
  ".svg": (svg) => svg,
  ".pdf": svgToPdf,
};

/** @throws ConfigError for a name with another ending */
export function assertPicture(path: string): void {
  endingOf("--out", path, Object.keys(WRITERS));
}

/** @param path - as assertPicture has it */
export async function writePicture(path: string, svg: string): Promise<void> {
  await atomicWrite(path, await WRITERS[extname(path).toLowerCase()](svg));
}
