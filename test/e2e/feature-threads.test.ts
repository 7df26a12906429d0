/** Threads of the built package that compute features for recordings of many windows. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const DIST = pathToFileURL(join(import.meta.dirname, "../../dist/")).href;

/** A feature that tells how many clips its thread was asked about. */
const COUNTING = `
import { defineFeature } from "${DIST}features/index.js";
import { z } from "${import.meta.resolve("zod")}";
let asked = 0;
export const askedSoFar = defineFeature({
  id: "asked-so-far",
  summary: "clips so far",
  source: "nobody",
  params: z.strictObject({}),
  axes: ["descriptor"],
  extract: () => ({ axes: ["descriptor"], shape: [1], data: Float32Array.of(++asked) }),
});
`;
const ASKING = `
import { setTimeout } from "node:timers/promises";
import { openFeatureThreads } from "${DIST}experiment/work/feature-threads.js";
import { loadPlugins } from "${DIST}experiment/config/plugins.js";
import { parseRecipe } from "${DIST}features/index.js";
await loadPlugins([process.argv[2]]);
const recipe = parseRecipe("recipe", { sampleRate: 16000, features: [{ id: "asked-so-far" }] });
const info = { name: "counting", inputs: [{ from: "audio", name: "features", recipe, shape: [1] }] };
const threads = openFeatureThreads({ info, networks: new Map() });
const audio = { samples: new Float32Array(1600).fill(0.5, 800), sampleRate: 16000 };
for (let ask = 0; ask < 3; ask++) {
  console.log((await threads.featuresOf(audio)).features[0]);
  await setTimeout(50);
}
await threads.close();
`;

test("a thread is still there after a pause, with all that it has opened", async () => {
  const folder = await mkdtemp(join(tmpdir(), "prosodia-threads-"));
  try {
    await writeFile(join(folder, "counting.mjs"), COUNTING);
    await writeFile(join(folder, "asking.mjs"), ASKING);
    const asking = [join(folder, "asking.mjs"), join(folder, "counting.mjs")];
    const { stdout } = await promisify(execFile)(process.execPath, asking);
    expect(stdout.trim().split("\n")).toEqual(["1", "2", "3"]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
