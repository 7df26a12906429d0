/** What package.json promises: that other tools read it as it is meant. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "prosodia-packed-"));
let tarball = "";
beforeAll(async () => {
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], {
    cwd: ROOT,
  });
  tarball = join(folder, stdout.trim());
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

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
