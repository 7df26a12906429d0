import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { encodeWav } from "../../src/audio/wav.ts";
import { demoClips } from "../../src/synth/index.ts";
import { prosodia, temporaryFolder } from "./prosodia.ts";

let cwd: string;
let clips: number;

beforeAll(async () => {
  cwd = await temporaryFolder();
  await mkdir(join(cwd, "corpus"));
  clips = 0;
  for (const { name, audio } of demoClips({ voices: 2, takes: 1, seed: 3, sampleRate: 8000 })) {
    await writeFile(join(cwd, "corpus", name), encodeWav(audio));
    clips++;
  }
}, 60_000);

const explore = (...args: string[]) => prosodia(["explore", "corpus", ...args], { cwd });
const MFCC = ["--feature", "mfcc", "-p", "nMfcc=6", "--over-time", "mean,sd"];

test("a page, with a table of how far the maps can be believed", async () => {
  const { code, stdout, stderr } = await explore(...MFCC);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^space +trustworthiness .*\nfeatures \(12\) .*\nPCA, two components /);
  expect(stdout).toContain(`${clips} clips, 12 numbers each, in `);
  const page = await readFile(join(cwd, "maps.html"), "utf8");
  expect(page).toContain("<h1>Maps of ravdess (corpus) by mfcc over time</h1>");
  expect(page).toMatch(/"sounds":\["corpus\/03-/);
}, 60_000);

test("pictures for print, and the numbers as JSON, the same by the same seed", async () => {
  const svg = await explore(...MFCC, "-o", "a.svg", "--colour", "speaker", "--seed", "5", "--json");
  expect(svg.code, svg.stderr).toBe(0);
  const found = JSON.parse(svg.stdout);
  expect(found).toMatchObject({ out: "a.svg", seed: 5, protocol: "speaker", numbers: 12 });
  expect(found.maps.map(({ places }: { places: number[] }) => places.length)).toEqual(
    [2, 3, 2, 2].map((dimensions) => dimensions * clips),
  );
  const again = await explore(...MFCC, "-o", "b.svg", "--colour", "speaker", "--seed", "5");
  expect(again.code).toBe(0);
  expect(await readFile(join(cwd, "b.svg"), "utf8")).toBe(await readFile(join(cwd, "a.svg"), "utf8"));
  expect((await explore("--feature", "mfcc", "-p", "nMfcc=4", "-o", "a.png")).code).toBe(0);
  expect((await stat(join(cwd, "a.png"))).size).toBeGreaterThan(10_000);
}, 60_000);

describe("what is wrong is said before anything is computed", () => {
  test.each([
    [["-o", "maps.gif"], '--out: expected a file name that ends in .html, .svg or .png, got "maps.gif".'],
    [["--colour", "mood"], '--colour: expected label, speaker, sex, answer, got "mood".'],
    [["--feature", "mood"], "mood"],
    [["--learner", "svm"], "--learner: corpus is a corpus; expected a run or an experiment file."],
    [["--protocol", "leaky"], "explore: the protocol leaky leaks on purpose"],
    [["--perplexity", "900"], "perplexity: expected 2 to "],
  ])("%s", async (args, message) => {
    const { code, stderr } = await explore(
      ...MFCC.slice(0, args[0] === "--feature" ? 0 : undefined),
      ...args,
    );
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
