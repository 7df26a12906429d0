/** Makes docs/features: a page and a picture per feature, and the list of all. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { features } from "../src/features/index.ts";
import { featureIndex, featurePage, type SpeedRows, speedSchema } from "./feature-page.ts";
import { featurePicture } from "./feature-picture.ts";

const ROOT = resolve(import.meta.dirname, "..");
const SPEED_FILE = join(ROOT, "bench/results/features.json");
export const PAGES_FOLDER = join(ROOT, "docs/features");

/** File name in docs/features -> text. */
export function featurePages(): Map<string, string> {
  const speed = readSpeed();
  const pages = features.list.map((one): [string, string] => [`${one.id}.md`, featurePage(one, speed)]);
  return new Map([["README.md", featureIndex(features.list)], ...pages]);
}

/** What `npm run bench -- features --json` wrote; no rows where it was not run. */
function readSpeed(): SpeedRows {
  let text: string;
  try {
    text = readFileSync(SPEED_FILE, "utf8");
  } catch {
    return [];
  }
  return speedSchema.parse(JSON.parse(text));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(PAGES_FOLDER, { recursive: true });
  for (const [name, text] of featurePages()) writeFileSync(join(PAGES_FOLDER, name), text);
  for (const one of features.list)
    writeFileSync(join(PAGES_FOLDER, `${one.id}.png`), await featurePicture(one));
}
