/** What package.json promises: that other tools read it as it is meant. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { noticesPage } from "../tools/notices-page.ts";

const ROOT = resolve(import.meta.dirname, "..");
const run = promisify(execFile);
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const folder = mkdtempSync(join(tmpdir(), "prosodia-packed-"));
let tarball = "";
beforeAll(async () => {
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], {
    cwd: ROOT,
  });
  tarball = join(folder, stdout.trim());
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe("the tarball", () => {
  const packed = z.tuple([
    z.object({ size: z.int(), unpackedSize: z.int(), files: z.array(z.object({ path: z.string() })) }),
  ]);
  /** Everything that may be in it; what tsc made has a source. */
  const PATTERNS = [
    /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|THIRD_PARTY_NOTICES\.md)$/,
    /^dist\/(?!(studio|live)\/page\/).+\.(js|d\.ts)$/,
    /^dist\/studio\/page\/(index\.html|licences\.md|assets\/[\w-]+\.(js|css))$/,
    /^dist\/live\/page\/(index\.html|licences\.md|service-worker\.js|assets\/[\w-]+\.(js|css|onnx|wasm))$/,
    /^install\/(spare-download\.cjs|onnxruntime\.d\.ts)$/,
    /^weights\/(README|ravdess|tiny|whisper-tiny-turn)\.(md|onnx)$/,
  ];
  let paths: string[] = [];
  beforeAll(async () => {
    const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--dry-run", "--json"], { cwd: ROOT });
    const [{ size, unpackedSize, files }] = packed.parse(JSON.parse(stdout));
    paths = files.map(({ path }) => path);
    const [packedMb, mb] = [size, unpackedSize].map((bytes) => (bytes / 1e6).toFixed(1));
    console.log(`${paths.length} files, ${packedMb} MB, unpacked ${mb} MB`);
  }, 60_000);

  test("holds what it should, and nothing else", () => {
    expect(paths.filter((path) => !PATTERNS.some((pattern) => pattern.test(path)))).toEqual([]);
    for (const pattern of PATTERNS)
      expect(
        paths.some((path) => pattern.test(path)),
        `${pattern}`,
      ).toBe(true);
  });

  test("holds nothing whose source is gone, and no test", () => {
    const built = paths.filter((path) => /^dist\/(?!(studio|live)\/page\/)/.test(path));
    const sources = built.map((path) => path.replace(/^dist/, "src").replace(/(\.d\.ts|\.js)$/, ".ts"));
    expect(sources.filter((path) => /\.test\.ts$/.test(path) || !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

test("notices of what others wrote are current", () => {
  expect(read("THIRD_PARTY_NOTICES.md"), "npm run notices").toBe(noticesPage(ROOT));
  expect(read("dist/studio/page/licences.md")).toContain("svelte");
});

test("how to cite it names this version and licence", () => {
  const { version, license } = JSON.parse(read("package.json"));
  expect(parse(read("CITATION.cff"))).toMatchObject({ version, license, type: "software" });
});

test("no place on the web is its home yet: nothing names one", () => {
  const fields = Object.keys(JSON.parse(read("package.json")));
  expect(fields.filter((field) => /^(repository|homepage|bugs|author|funding)$/.test(field))).toEqual([]);
});

test("publint finds nothing", async () => {
  const { messages } = await publint({ pkgDir: ROOT, pack: false, strict: true });
  expect(messages).toEqual([]);
});

test("types are those of what is imported, under every sub-path", { timeout: 120_000 }, async () => {
  const args = ["--no", "attw", tarball, "--profile", "esm-only", "--format", "json"];
  const noCode = ["--exclude-entrypoints", "weights/ravdess.onnx", "weights/tiny.onnx", "package.json"];
  const { stdout } = await run("npx", [...args, ...noCode], { cwd: ROOT, maxBuffer: 2 ** 26 });
  expect(stdout).toContain('"./features"'); // and it ended well: what it finds wrong is its exit code
});
