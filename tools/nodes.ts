/**
 * The packed package under several versions of Node: installed into an empty project, its demo run there, then tests of this checkout.
 *
 *   npm run test:nodes [-- VERSION…] [--all] [--write]
 *
 * Versions come from the npm registry, whose packages node-<platform> carry the program. `--all` runs every test in place of a part
 * of them, `--write` puts the table into CONTRIBUTING.md. It needs a built dist.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { z } from "zod";
import { table } from "./markdown.ts";

const ROOT = resolve(import.meta.dirname, "..");
const BEGIN = "<!-- nodes: begin -->";
const END = "<!-- nodes: end -->";

/** The least version that package.json promises, and the newest of each line. */
const VERSIONS = ["20.19.0", "20", "22", "24"];

/** What depends on Node: threads, processes, the loading of plugins, streams, decoders, and every entry point. */
const PART = [
  "src/audio",
  "src/engine",
  "src/experiment/rows/network-apart.test.ts",
  "src/experiment/config/plugins.test.ts",
  "test/e2e/predict.test.ts",
  "test/e2e/train.test.ts",
  "test/public-api.test.ts",
];

const counts = z.object({ numPassedTests: z.int(), numFailedTests: z.int(), numPendingTests: z.int() });

interface Tried {
  readonly node: string;
  readonly npm: string;
  /** Of all predictions of the demo. */
  readonly digest: string;
  readonly tests: z.output<typeof counts>;
}

/** A shell's surroundings without what npm told this program, in which `node` is that of the folder. */
function withNode(bin: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([key]) => !/^(npm_|node_options$)/i.test(key));
  return { ...Object.fromEntries(own), PATH: [bin, process.env.PATH].join(delimiter), NO_COLOR: "1" };
}

interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs a program and gives what it prints; what it says besides is shown. */
async function run(
  program: string,
  args: readonly string[],
  { cwd, env }: Place,
  mayFail = false,
): Promise<string> {
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
  const [stdout, code] = await Promise.all([
    text(child.stdout),
    new Promise((done, fail) => child.on("error", fail).on("close", done)),
  ]);
  if (code !== 0 && !mayFail) throw new Error(`${program} ${args.join(" ")} ended with ${code}: ${stdout}`);
  return stdout;
}

/** Fetches a Node of that version (or the newest of the line) into the folder; the folder of its program. */
async function fetchNode(version: string, folder: string): Promise<string> {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  await run("npm", ["install", "--no-audit", "--no-fund", `${name}@${version}`], {
    cwd: folder,
    env: process.env,
  });
  return join(folder, "node_modules", name, "bin");
}

function digestOf(folder: string): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(folder).toSorted()) hash.update(readFileSync(join(folder, name)));
  return hash.digest("hex").slice(0, 12);
}

async function tryNode(version: string, tarball: string, folder: string, all: boolean): Promise<Tried> {
  const env = withNode(await fetchNode(version, `${folder}-node`));
  mkdirSync(folder);
  const project = { cwd: folder, env };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await run("npm", ["install", "--no-audit", "--no-fund", tarball], project);
  await run("npx", ["--no", "prosodia", "demo"], project);

  const results = join(folder, "tests.json");
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${results}`];
  const vitest = [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", ...(all ? [] : PART), ...reporters];
  process.stderr.write(await run("node", vitest, { cwd: ROOT, env }, true));
  return {
    node: (await run("node", ["--version"], project)).trim(),
    npm: (await run("npm", ["--version"], project)).trim(),
    digest: digestOf(join(folder, "demo/run/predictions")),
    tests: counts.parse(JSON.parse(readFileSync(results, "utf8"))),
  };
}

function tableOf(tried: readonly Tried[]): string {
  const rows = tried.map(({ node, npm, digest, tests }) => [
    node,
    npm,
    digest === tried[0].digest ? "the same" : "OTHERS",
    `${tests.numPassedTests}`,
    `${tests.numFailedTests}`,
    `${tests.numPendingTests}`,
  ]);
  return table(["Node", "npm", "Predictions of the demo", "Tests passed", "failed", "skipped"], rows);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: "boolean", default: false }, write: { type: "boolean", default: false } },
});
const folder = mkdtempSync(join(tmpdir(), "prosodia-nodes-"));
try {
  const here = { cwd: ROOT, env: process.env };
  const name = await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], here);
  const tried: Tried[] = [];
  for (const version of positionals.length > 0 ? positionals : VERSIONS) {
    console.error(`::: Node ${version}`);
    tried.push(await tryNode(version, join(folder, name.trim()), join(folder, version), values.all));
  }
  const made = tableOf(tried);
  console.log(made);
  if (values.write) {
    const path = join(ROOT, "CONTRIBUTING.md");
    const document = readFileSync(path, "utf8");
    const [before, , after] = document.split(new RegExp(`(?<=${BEGIN})|(?=${END})`));
    if (after === undefined) throw new Error(`${path}: expected the lines ${BEGIN} and ${END}`);
    writeFileSync(path, `${before}\n\n${made}\n\n${after}`);
  }
  if (tried.some(({ tests, digest }) => tests.numFailedTests > 0 || digest !== tried[0].digest))
    process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
