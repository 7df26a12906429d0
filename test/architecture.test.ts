/** Holds the import table of ARCHITECTURE.md, and the rule that a registry is its folder. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const SRC = resolve(import.meta.dirname, "../src");

/** Module -> what it may import. ARCHITECTURE.md shows this table to people. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  base: [],
  signal: ["base"],
  metrics: ["base"],
  engine: ["base"],
  audio: ["base", "signal"],
  synth: ["base", "signal", "audio"],
  corpus: ["base", "audio"],
  augment: ["base", "signal", "audio"],
  functionals: ["base", "signal"],
  features: ["base", "signal", "audio", "functionals"],
  plot: ["base", "signal", "audio", "features"],
  dataset: ["base", "corpus", "features"],
  training: ["base", "engine", "dataset"],
  models: ["base", "engine", "dataset", "training"],
  reduce: ["base", "engine", "dataset", "models"],
  recogniser: ["base", "audio", "features", "engine"],
  ensemble: ["base", "metrics", "dataset"],
  report: ["base", "metrics", "corpus", "dataset"],
  experiment: [
    "base",
    "signal",
    "metrics",
    "engine",
    "audio",
    "corpus",
    "augment",
    "features",
    "dataset",
    "training",
    "models",
    "reduce",
    "recogniser",
    "ensemble",
    "report",
  ],
};

/** Modules that run in Node and in the browser alike: no Node built-ins. */
const PORTABLE = [
  "base",
  "signal",
  "metrics",
  "engine",
  "audio",
  "synth",
  "augment",
  "functionals",
  "features",
  "plot",
  "dataset",
  "training",
  "models",
  "reduce",
];

/** Folder of registry items -> files in it that are not items. */
const REGISTRIES: Record<string, readonly string[]> = {
  corpus: ["corpus", "inspect", "audio-files", "folder-names", "named-clips"],
  augment: ["augmentation"],
  functionals: ["functional", "run", "series", "table", "in-part", "extremes", "fits"],
  features: ["feature", "layout", "cepstra", "columns", "over-time", "recipe", "registry"],
  "dataset/split": ["split", "units", "given-sides"],
  models: ["model", "network-model"],
  reduce: ["reduction", "apply-reduction", "k-means", "symmetric-eigen"],
  ensemble: ["ensemble", "members"],
  metrics: ["metric", "confusion", "bootstrap", "mcnemar", "wilson", "vote-rates"],
};

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map((match) => match[1]);
}

const sources = filesBelow(SRC).filter((file) => !file.endsWith(".test.ts"));

describe("import table", () => {
  test("there are sources to check", () => expect(sources.length).toBeGreaterThan(10));

  for (const [module, allowed] of Object.entries(MAY_IMPORT)) {
    test(`${module} imports only ${allowed.join(", ") || "nothing of ours"}`, () => {
      const wrong: string[] = [];
      for (const file of sources.filter((one) => relative(SRC, one).split("/")[0] === module)) {
        for (const path of importsOf(file).filter((one) => one.startsWith("."))) {
          const target = relative(SRC, resolve(dirname(file), path)).split("/")[0];
          if (target !== module && !allowed.includes(target))
            wrong.push(`${relative(SRC, file)} imports ${path}`);
        }
      }
      expect(wrong).toEqual([]);
    });
  }

  test("modules of the portable core use no Node built-ins", () => {
    const wrong = sources
      .filter((file) => PORTABLE.includes(relative(SRC, file).split("/")[0]))
      .flatMap((file) =>
        importsOf(file)
          .filter((path) => path.startsWith("node:"))
          .map((path) => `${file}: ${path}`),
      );
    expect(wrong).toEqual([]);
  });
});

describe("a registry is its folder", () => {
  for (const [folder, others] of Object.entries(REGISTRIES)) {
    test(folder, () => {
      const items = readdirSync(join(SRC, folder))
        .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
        .map((name) => name.slice(0, -3))
        .filter((name) => !["all", "index", ...others].includes(name));
      const lines = readFileSync(join(SRC, folder, "all.ts"), "utf8");
      const listed = [...lines.matchAll(/from "\.\/([^"]+)\.ts"/g)].map((match) => match[1]);
      expect(listed.toSorted()).toEqual(items.toSorted());
      for (const item of items) {
        expect(readFileSync(join(SRC, folder, `${item}.ts`), "utf8"), item).toContain(`id: "${item}"`);
      }
    });
  }
});

describe("the command line", () => {
  const { files, packages } = loadedAtStart(join(SRC, "cli/main.ts"));

  test("tells its help, version and usage errors without the library", () => {
    const light = /^(cli\/(main|program|interrupt|assignment|commands\/[\w-]+)|base\/(errors|version))\.ts$/;
    expect(files.filter((file) => !light.test(file))).toEqual([]);
    expect(packages.filter((name) => !name.startsWith("node:")).toSorted()).toEqual([
      "commander",
      "picocolors",
    ]);
  });

  test("has every file of commands/ from the start", () => {
    const commands = readdirSync(join(SRC, "cli/commands")).map((name) => `cli/commands/${name}`);
    expect(files).toEqual(expect.arrayContaining(commands));
  });
});

/** What Node loads before the first line of a file runs: static imports, however far; types are erased. */
function loadedAtStart(entry: string): { files: string[]; packages: string[] } {
  const files = new Set([entry]);
  const packages = new Set<string>();
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    for (const [, path] of text.matchAll(
      /^(?:import|export)\s+(?!type\s)(?:[\w\s{},*]*?from\s+)?"([^"]+)"/gm,
    )) {
      if (path.startsWith(".")) files.add(resolve(dirname(file), path));
      else packages.add(path);
    }
  }
  return { files: [...files].map((file) => relative(SRC, file)), packages: [...packages] };
}
