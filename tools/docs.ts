/** Makes docs/features, a page and a picture per feature and the list of all, and the pages of functionals, models and the experiment file. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import { features } from "../src/features/index.ts";
import { featureIndex, featurePage, knownPitchSchema, speedSchema } from "./feature-page.ts";
import { featurePicture } from "./feature-picture.ts";
import { functionalPage } from "./functional-page.ts";
import { experimentPage, modelsPage } from "./reference-pages.ts";

const ROOT = resolve(import.meta.dirname, "..");
const SPEED_FILE = join(ROOT, "bench/results/features.json");
const KNOWN_PITCH_FILE = join(ROOT, "bench/results/known-pitch.json");
export const PAGES_FOLDER = join(ROOT, "docs/features");
/** File name in docs -> what makes its text. */
export const REFERENCE_PAGES: ReadonlyMap<string, () => string> = new Map([
  ["functionals.md", functionalPage],
  ["experiment.md", experimentPage],
  ["models.md", modelsPage],
]);
export const DOCS_FOLDER = join(ROOT, "docs");

/** File name in docs/features -> text. */
export async function featurePages(): Promise<Map<string, string>> {
  const speed = readRows(SPEED_FILE, speedSchema);
  const knownPitch = readRows(KNOWN_PITCH_FILE, knownPitchSchema);
  const pages = new Map([["README.md", featureIndex(features.list)]]);
  for (const one of features.list) pages.set(`${one.id}.md`, await featurePage(one, speed, knownPitch));
  return pages;
}

/** What a bench wrote with `--json`; no rows where it was not run. */
function readRows<T>(file: string, schema: z.ZodType<T[]>): T[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  return schema.parse(JSON.parse(text));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(PAGES_FOLDER, { recursive: true });
  for (const [name, make] of REFERENCE_PAGES) writeFileSync(join(DOCS_FOLDER, name), make());
  for (const [name, text] of await featurePages()) writeFileSync(join(PAGES_FOLDER, name), text);
  for (const one of features.list)
    writeFileSync(join(PAGES_FOLDER, `${one.id}.png`), await featurePicture(one));
}
