import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { features } from "../../features/index.ts";
import { moduleOf } from "../rows/code-identity.ts";
import { parseExperiment } from "./config.ts";
import { loadedPlugins } from "./origins.ts";
import { loadPlugins } from "./plugins.ts";

const HERE = JSON.stringify(new URL("../../features/index.ts", import.meta.url).href);

/** A feature with one number, as a person would write it. */
const FEATURE = (id: string) => `
import { defineFeature } from ${HERE};
import { z } from "zod";
export const loudest = defineFeature({
  id: "${id}",
  summary: "largest magnitude",
  source: "nobody",
  params: z.strictObject({}),
  axes: ["descriptor"],
  extract: ({ samples }) => ({
    axes: ["descriptor"],
    shape: [1],
    data: Float32Array.of(samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0)),
  }),
});
export const helper = 7;
`;

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function moduleWith(text: string): Promise<string> {
  // beside the sources, since the plugin imports a package
  const folder = await mkdtemp(join(import.meta.dirname, ".plugin-"));
  folders.push(folder);
  const path = join(folder, "plugin.ts");
  await writeFile(path, text);
  return path;
}

test("what a plugin exports joins its registry, once, and is known by where it came from", async () => {
  const path = await moduleWith(FEATURE("loudest"));
  await loadPlugins([path]);
  await loadPlugins([path]);
  expect(features.find("loudest").summary).toBe("largest magnitude");
  const url = pathToFileURL(path).href;
  expect(moduleOf("feature", "loudest")).toBe(url);
  expect(loadedPlugins()).toContain(url);
});

test("an experiment file names plugins beside itself", async () => {
  const path = await moduleWith(FEATURE("loudest-of-all"));
  const text = `
plugins: [./plugin.ts]
corpus: { path: clips }
learners: { svm: { recipe: { features: [{ id: loudest-of-all }] }, model: { id: svm } } }
`;
  const experiment = await parseExperiment(text, join(path, "../first.yaml"));
  expect(experiment.plugins).toEqual([path]);
  expect(experiment.learners).toMatchObject([{ recipe: { features: [{ id: "loudest-of-all" }] } }]);
});

test("a plugin that is missing, broken, empty or in the way is named", async () => {
  const missing = join(await mkdtemp(join(tmpdir(), "prosodia-")), "none.ts");
  await expect(loadPlugins([missing])).rejects.toThrow(`${missing}: the plugin cannot be loaded`);
  const broken = await moduleWith('throw new Error("not today");');
  await expect(loadPlugins([broken])).rejects.toThrow("plugin.ts: the plugin cannot be loaded (not today).");
  const empty = await moduleWith("export const answer = 42;");
  await expect(loadPlugins([empty])).rejects.toThrow("exports nothing that a registry takes");
  const taken = await moduleWith(FEATURE("mfcc"));
  await expect(loadPlugins([taken])).rejects.toThrow('feature "mfcc" is there already; choose another id.');
});
