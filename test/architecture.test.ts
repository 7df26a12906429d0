/** Holds the import tables of ARCHITECTURE.md, and the rule that a registry is its folder. */
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
  features: ["base", "signal", "audio", "functionals", "engine"],
  plot: ["base", "signal", "audio", "features"],
  table: ["base"],
  sheet: ["base"],
  dataset: ["base", "corpus"],
  training: ["base", "engine", "dataset"],
  models: ["base", "engine", "dataset", "training"],
  steps: ["base", "signal", "engine", "dataset", "models"],
  regressors: ["base", "engine", "dataset", "training", "models"],
  learners: [
    ...["base", "metrics", "engine", "augment", "features", "dataset", "training", "models", "steps"],
    "regressors",
    "ensemble",
  ],
  recogniser: ["base", "metrics", "audio", "features", "engine", "dataset"],
  live: ["base", "audio", "features", "recogniser"],
  report: ["base", "metrics", "corpus", "dataset"],
  ensemble: ["base", "metrics", "sheet", "dataset", "models", "report"],
  explore: ["base", "metrics", "engine", "plot", "dataset", "models", "steps", "report"],
  check: ["base", "metrics", "corpus", "dataset", "recogniser", "report"],
  contest: ["base", "metrics", "plot", "dataset"],
  teach: [
    ...["base", "signal", "metrics", "audio", "engine", "dataset", "models", "learners", "recogniser"],
    "report",
  ],
};
const ABOVE_FLOW = Object.keys(MAY_IMPORT);
MAY_IMPORT.experiment = ABOVE_FLOW;
MAY_IMPORT.studio = [...ABOVE_FLOW, "experiment"];
MAY_IMPORT.cli = [...ABOVE_FLOW, "experiment", "studio"];

/** Folder of src/experiment -> what it may import, each only those before it. ARCHITECTURE.md shows this table too. */
const MAY_IMPORT_IN_EXPERIMENT: Record<string, readonly string[]> = {
  files: [],
  config: [],
  rows: ["files", "config"],
  jobs: ["files", "rows"],
  work: ["config", "rows", "jobs"],
  queue: ["files", "config", "rows", "jobs", "work"],
  clips: ["files", "config", "jobs", "work"],
  features: ["files", "config", "rows", "jobs", "work", "clips"],
  plan: ["files", "config", "rows", "work", "clips", "features"],
  fit: ["config", "rows", "jobs", "work", "features", "plan"],
  folder: ["files", "config", "rows", "jobs", "work", "clips", "plan", "fit"],
  forecast: ["config", "jobs", "work", "clips", "features", "plan", "fit", "folder"],
  numbers: [
    ...["files", "config", "rows", "jobs", "work", "clips", "features", "plan", "fit", "folder"],
    "forecast",
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
  "table",
  "sheet",
  "dataset",
  "training",
  "models",
  "steps",
  "regressors",
  "learners",
  "recogniser",
  "live",
  "report",
  "ensemble",
  "explore",
  "check",
  "contest",
  "teach",
];

/** Modules in which files may not import each other in a circle, not even for types. */
const WITHOUT_CIRCLES = ["experiment", "learners", "dataset", "features", "ensemble"];

/** Folder of registry items -> files in it that are not items. */
const REGISTRIES: Record<string, readonly string[]> = {
  corpus: [
    ...["corpus", "inspect", "audio-files", "audformat-header", "copied-folders", "corrections"],
    ...["folder-names", "named-clips", "labels", "paths", "ravdess-names", "segment", "several"],
    ...["spellings", "table", "times", "write-corpus"],
  ],
  augment: ["augmentation", "between"],
  functionals: ["functional", "run", "series", "table", "in-part", "extremes", "fits", "clear-turns"],
  features: [
    "feature",
    "layout",
    "layout-of",
    "cepstra",
    "columns",
    "over-time",
    "recipe",
    "registry",
    "network",
    "open-networks",
    "stream",
  ],
  "dataset/split": ["split", "units", "given-sides", "set-aside"],
  table: ["table", "npy", "text-rows"],
  models: ["model", "network-model"],
  regressors: ["regressor", "number-rows"],
  "metrics/numbers": ["number-metric", "bootstrap-numbers"],
  steps: ["step", "apply-step", "choose"],
  learners: [
    "learner",
    "estimator",
    "number-pipeline",
    "fitted",
    "choices",
    "combined",
    "members",
    "votes",
    "pipeline",
    "assemble",
    "spec",
    "eliminate",
    "temperature",
    "alignment",
  ],
  metrics: [
    "metric",
    "agreement",
    "confusion",
    "bootstrap",
    "mcnemar",
    "reliability",
    "detection",
    "probit",
    "not-sure",
    "wilson",
    "vote-rates",
    "clusters",
  ],
};

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

/** What a file imports: values, types and side effects, whenever they load. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1]);
}

/** The files of ours that a file imports. */
function importedFiles(file: string): string[] {
  return importsOf(file)
    .filter((path) => path.startsWith("."))
    .map((path) => resolve(dirname(file), path));
}

/** Files that import each other in a circle, one path for every file at which a circle closes. */
function circlesOf(importsByFile: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) circles.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const next of importsByFile.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of importsByFile.keys()) visit(file, []);
  return circles;
}

const sources = filesBelow(SRC).filter((file) => !file.endsWith(".test.ts"));

/** Folders in a folder. */
function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));
}

/** Imports of a folder within a root that leave it, but for those that are allowed. */
function wrongImports(root: string, folder: string, allowed: readonly string[]): string[] {
  const wrong: string[] = [];
  for (const file of sources.filter((one) => one.startsWith(join(root, folder, "/")))) {
    for (const imported of importedFiles(file)) {
      const [target, inside] = relative(root, imported).split("/");
      if (target === ".." || target === folder || allowed.includes(target)) continue;
      // in src, files outside the modules, such as package.json, are nobody's
      if (root === SRC && inside === undefined) continue;
      wrong.push(`${relative(SRC, file)} imports ${relative(SRC, imported)}`);
    }
  }
  return wrong;
}

/** The cells of a table of ARCHITECTURE.md, row by row. */
function tableOf(head: string): string[][] {
  const text = readFileSync(resolve(SRC, "../ARCHITECTURE.md"), "utf8");
  const [, table] = text.split(`${head}\n|---|---|---|\n`);
  return table
    .split("\n\n")[0]
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, 4)
        .map((cell) => cell.trim()),
    );
}

const namesIn = (cell: string): string[] => cell.split(", ").filter((name) => name !== "–");

describe("import table", () => {
  test("there are sources to check", () => expect(sources.length).toBeGreaterThan(10));

  test("all kinds of import are seen", () => {
    const learner = importedFiles(join(SRC, "learners/learner.ts")).map((file) => relative(SRC, file));
    expect(learner).toEqual(expect.arrayContaining(["dataset/rows.ts", "learners/fitted.ts"]));
    const later = importsOf(join(SRC, "cli/commands/train.ts"));
    expect(later).toContain("../actions/train.ts");
  });

  test("every module has its row", () => {
    expect(foldersIn(SRC).toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted());
  });

  test("ARCHITECTURE.md shows it", () => {
    const above: string[] = [];
    const shown = new Map<string, { allowed: string[]; portable: boolean }>();
    for (const [modules, allowed, browser] of tableOf("| module | may import | runs in the browser |")) {
      const names = allowed === "all above" ? [...above] : namesIn(allowed);
      for (const module of modules.split(", ")) {
        above.push(module);
        shown.set(module, { allowed: names.toSorted(), portable: browser === "yes" });
      }
    }
    const held = Object.entries(MAY_IMPORT).map(
      ([module, allowed]) =>
        [module, { allowed: [...allowed].toSorted(), portable: PORTABLE.includes(module) }] as const,
    );
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(held));
  });

  for (const [module, allowed] of Object.entries(MAY_IMPORT)) {
    test(`${module} imports only ${allowed.join(", ") || "nothing of ours"}`, () => {
      expect(wrongImports(SRC, module, allowed)).toEqual([]);
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

describe("import table of experiment", () => {
  const experiment = join(SRC, "experiment");
  const folders = Object.keys(MAY_IMPORT_IN_EXPERIMENT);

  test("every folder has its row, and is let import only those before it", () => {
    expect(foldersIn(experiment).toSorted()).toEqual(folders.toSorted());
    for (const [i, folder] of folders.entries())
      expect(folders.slice(0, i), folder).toEqual(
        expect.arrayContaining([...MAY_IMPORT_IN_EXPERIMENT[folder]]),
      );
  });

  test("ARCHITECTURE.md shows it", () => {
    const shown = tableOf("| folder of experiment | holds | may import |").map(
      ([folder, , allowed]) => [folder, namesIn(allowed)] as const,
    );
    expect(shown).toEqual(Object.entries(MAY_IMPORT_IN_EXPERIMENT));
  });

  test.each(folders)("%s imports no other", (folder) => {
    expect(wrongImports(experiment, folder, MAY_IMPORT_IN_EXPERIMENT[folder])).toEqual([]);
  });
});

describe("no circles", () => {
  test("a circle is found wherever it begins", () => {
    const files = new Map([
      ["a", ["b", "c"]],
      ["b", ["d"]],
      ["c", ["d"]],
      ["d", ["elsewhere"]],
    ]);
    expect(circlesOf(files)).toEqual([]);
    expect(circlesOf(new Map(files).set("d", ["b"]))).toEqual([["b", "d", "b"]]);
    expect(circlesOf(new Map(files).set("c", ["c"]))).toEqual([["c", "c"]]);
  });

  test.each(WITHOUT_CIRCLES)("in %s", (module) => {
    const files = sources.filter((file) => relative(SRC, file).split("/")[0] === module);
    expect(files.length).toBeGreaterThan(5);
    const circles = circlesOf(new Map(files.map((file) => [file, importedFiles(file)])));
    expect(circles.map((circle) => circle.map((file) => relative(SRC, file)).join(" -> "))).toEqual([]);
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
    const light =
      /^(cli\/(main|program|interrupt|lines|assignment|count|set-option|work-options|size|word-list|completion\/scripts|results-place|commands\/[\w-]+)|base\/(errors|file-trouble|version|visible))\.ts$/;
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
