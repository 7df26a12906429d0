/** The built page, read once: a handful of files that come with the package. */
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** Beside the compiled server; from the sources, in what was built last. */
const BUILT = import.meta.url.endsWith(".ts") ? "../../dist/studio/page" : "./page";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

export function typeOf(name: string): string {
  return TYPES[extname(name)] ?? "application/octet-stream";
}

/** @returns name -> file; empty if the page was not built */
export async function readPageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const folder = fileURLToPath(new URL(BUILT, import.meta.url));
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = new Map<string, PageFile>();
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    files.set(name.replaceAll("\\", "/"), {
      bytes: new Uint8Array(await readFile(join(folder, name))),
      type,
    });
  }
  return files;
}
