/** Every program in examples/ runs beside the installed package and says what its first line promises. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installPackage, run } from "./installed-package.ts";

const EXAMPLES = resolve(import.meta.dirname, "../examples");
/** Run in a browser: test/browser. */
const PAGES = ["live", "predict-in-browser", "train-in-browser"];

const OUTPUT: Record<string, RegExp[]> = {
  "engine.ts": [
    ...[20, 40, 60, 80, 100].map((steps) => new RegExp(`^${steps} steps: loss 0\\.\\d{3}$`)),
    /^\d+ bytes of ONNX: \(0\.7, 0\.7\) is inside: (9\d|100) %, \(-1\.4, 1\.4\) outside: (9\d|100) %$/,
  ],
  "mfcc.ts": [
    /^\d{5} samples at 16000 Hz$/,
    /^mfcc: \[coefficient, frame\] = \[13, \d{2,3}\]$/,
    /^first coefficients of frame \d+: -\d+\.\d(, -?\d+\.\d){3}$/,
  ],
  "evaluate.ts": [
    /^random: ridge \d\d\.\d % \[\d\d\.\d, \d\d\.\d\] of 120 clips$/,
    /^random: to-speaker \d\d\.\d % /,
    /^speaker: ridge \d\d\.\d % /,
    /^speaker: to-speaker \d\d\.\d % /,
  ],
  "train-network.ts": [
    ...[10, 20, 30, 40].map(
      (epoch) => new RegExp(`^epoch ${epoch} of 40: loss \\d\\.\\d{3}, .* [01]\\.\\d\\d$`),
    ),
    /^40 epochs; the model is \d+ bytes of ONNX$/,
    /^03-01-01-01-01-01-01\.wav: neutral, \d+ %$/,
  ],
};

const project = mkdtempSync(join(tmpdir(), "prosodia-project-"));
beforeAll(async () => {
  await installPackage(project);
}, 120_000);
afterAll(() => rmSync(project, { recursive: true }));

async function linesOf(name: string): Promise<string[]> {
  const { stdout } = await run(process.execPath, ["--import", "tsx", join(project, "examples", name)]);
  return stdout.trimEnd().split("\n");
}

test("every example is tested, and short", () => {
  const programs = [...Object.keys(OUTPUT), ...PAGES];
  expect(readdirSync(EXAMPLES).toSorted()).toEqual(programs.toSorted());
  const ofPages = readdirSync(EXAMPLES, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\/.*\.ts$/.test(name),
  );
  expect(ofPages.length).toBeGreaterThan(3);
  for (const name of [...Object.keys(OUTPUT), ...ofPages]) {
    expect(readFileSync(join(EXAMPLES, name), "utf8").split("\n").length, name).toBeLessThan(60);
  }
});

test("the package has what it names, and no sources or tests", () => {
  const files = readdirSync(join(project, "node_modules/prosodia"), { recursive: true, encoding: "utf8" });
  expect(files).toEqual(
    expect.arrayContaining(["dist/index.d.ts", "dist/cli/main.js", "README.md", "LICENSE"]),
  );
  expect(files.filter((file) => /^(src|test)\b|\.test\./.test(file))).toEqual([]);
});

test("the examples pass a user's type check", async () => {
  const tsc = join(project, "node_modules/typescript/bin/tsc");
  await expect(run(process.execPath, [tsc], { cwd: project })).resolves.toMatchObject({ stdout: "" });
});

describe("the output of", () => {
  for (const [name, patterns] of Object.entries(OUTPUT)) {
    test(name, { timeout: 60_000 }, async () => {
      const lines = await linesOf(name);
      expect(lines).toHaveLength(patterns.length);
      patterns.forEach((pattern, i) => {
        expect(lines[i]).toMatch(pattern);
      });
      if (name === "evaluate.ts") {
        const [random, , speaker, toSpeaker] = lines.map((line) => Number(/ ([\d.]+) %/.exec(line)?.[1]));
        expect(speaker).toBeGreaterThan(12.5 * 2); // twice chance
        expect(random).toBeGreaterThan(speaker);
        expect(toSpeaker).toBeGreaterThan(speaker);
      }
    });
  }
});
