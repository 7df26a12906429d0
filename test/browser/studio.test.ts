/** The studio in a headless Chromium: every page is legible to everybody, and does what it says. */
import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { encodeWav } from "../../src/audio/wav.ts";
import { parseCheckReport } from "../../src/check/index.ts";
import { chromiumPath, launchChromium, NO_CHROMIUM } from "./chromium.ts";
import {
  enter,
  openStudio,
  type RunningStudio,
  STUDIO_PAGES,
  writeRunOfTwo,
  writeWorkspace,
} from "./studio-pages.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const violationsSchema = z.array(
  z.object({ id: z.string(), impact: z.string().nullable(), nodes: z.array(z.object({ html: z.string() })) }),
);

const SIZES = [
  { width: 1280, height: 800, colorScheme: "light" },
  { width: 1280, height: 800, colorScheme: "dark" },
  { width: 375, height: 800, colorScheme: "dark" },
] as const;

describe.skipIf(chromiumPath === undefined)(`the studio${chromiumPath ? "" : ` (${NO_CHROMIUM})`}`, () => {
  let folder: string;
  let studio: RunningStudio;
  let browser: Browser;
  const complaints: string[] = [];

  async function open(size: (typeof SIZES)[number], hash: string): Promise<Page> {
    const page = await browser.newPage({
      viewport: { width: size.width, height: size.height },
      colorScheme: size.colorScheme,
      reducedMotion: "reduce", // colours as they end, not on their way
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("request", (request) => {
      if (!request.url().startsWith(studio.base) && !/^(data|blob):/.test(request.url()))
        complaints.push(request.url());
    });
    await page.goto(studio.address);
    await page.goto(`${studio.base}${hash}`);
    return page;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "prosodia-studio-"));
    await writeWorkspace(folder);
    studio = await openStudio(folder);
    browser = await launchChromium(chromiumPath ?? "");
    const page = await browser.newPage();
    await enter(page, studio);
    await page.close();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await studio?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  for (const { name, hash, ready, act } of STUDIO_PAGES) {
    test(`${name}: nothing serious to axe, no complaint, nothing from elsewhere, no wider than its window`, async () => {
      complaints.length = 0;
      for (const size of SIZES) {
        const page = await open(size, hash);
        await page.waitForSelector(ready);
        await act?.(page);
        await page.evaluate(AXE);
        const found = await page.evaluate("axe.run(document).then(({ violations }) => violations)");
        const serious = violationsSchema
          .parse(found)
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .map(
            ({ id, nodes }) =>
              `${size.width} ${size.colorScheme}: ${id}: ${nodes.map(({ html }) => html).join("\n")}`,
          );
        expect(serious).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(size.width);
        await page.close();
      }
      expect(complaints).toEqual([]);
    }, 120_000);
  }

  test("clips are filtered, counted, and played from the keyboard", async () => {
    const page = await open(SIZES[0], "#/corpus?at=voices");
    await page.click("text=fearful");
    await expect.poll(() => page.textContent(".head")).toContain("16 of 120 clips");
    await page.focus("[role=region]");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.textContent(".player")).toContain("fearful");
    await expect.poll(async () => Number(await page.inputValue(".player input"))).toBeGreaterThan(0);
    await page.close();
  }, 60_000);

  test("the live page is a link away, may use a microphone and threads", async () => {
    complaints.length = 0;
    const page = await open(SIZES[0], "#/corpora");
    await page.click("nav >> text=Live");
    await page.waitForSelector("button:text-is('Listen'):not(:disabled)");
    expect(await page.evaluate("crossOriginIsolated")).toBe(true);
    expect(await page.evaluate("document.featurePolicy.allowsFeature('microphone')")).toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  }, 60_000);

  test("learners are compared by one look at their corpus; where it cannot be looked at, they stand all the same", async () => {
    const compare = STUDIO_PAGES.find(({ name }) => name === "compare")?.hash ?? "";
    const page = await open(SIZES[0], "#/runs");
    let looks = 0;
    await page.route("**/api/corpus?*", async (route) => {
      looks++;
      await route.continue();
    });
    await page.goto(`${studio.base}${compare}`);
    await expect.poll(() => page.locator("section:nth-of-type(2) tbody tr").count()).toBe(3);
    expect(looks).toBe(1);
    await page.route("**/api/corpus?*", (route) =>
      route.fulfill({ status: 400, json: { error: "The corpus is damaged." } }),
    );
    await page.goto(`${studio.base}#/runs`);
    await page.waitForSelector("text=What knowing the speakers is worth");
    await page.goto(`${studio.base}${compare}`);
    await expect
      .poll(() => page.locator("[role=alert]").allTextContents())
      .toEqual(["The corpus is damaged."]);
    expect(await page.locator("section:nth-of-type(1) tbody tr").count()).toBe(3);
    expect(await page.locator("section:nth-of-type(2) tbody tr").count()).toBe(0);
    await page.close();
  }, 60_000);

  test("runs of one name are compared, each with its folder", async () => {
    const copies = ["runs/one", "runs/two"].map((at) => join(folder, at));
    for (const copy of copies) await cp(join(folder, "runs/at-random"), copy, { recursive: true });
    complaints.length = 0;
    const of = ["one", "two"].map((name) => `of=${encodeURIComponent(`["runs/${name}","svm"]`)}`).join("&");
    const page = await open(SIZES[0], `#/compare?${of}`);
    await page.waitForSelector("section:nth-of-type(2) tbody tr");
    expect(await page.locator("section:nth-of-type(1) tbody th").allTextContents()).toEqual([
      "at-random (one): svm",
      "at-random (two): svm",
    ]);
    expect(complaints).toEqual([]);
    await page.close();
    for (const copy of copies) await rm(copy, { recursive: true });
  }, 60_000);

  test("labels are given by keys alone, and are on the disk", async () => {
    const page = await open(SIZES[0], "#/listen?at=voices");
    await page.fill("input[placeholder='your name']", "ida");
    await page.waitForSelector("button:text-is('Begin')");
    await page.focus("main");
    await page.keyboard.press("Space");
    await page.waitForSelector("text=1 of 120");
    await page.keyboard.press("2");
    await page.waitForSelector("text=2 of 120");
    await page.keyboard.press("b");
    await page.waitForSelector("text=3 of 120");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("u");
    await page.waitForSelector("text=1 heard by you");
    const rows = (await readFile(join(folder, "labels/voices.csv"), "utf8")).trim().split("\n").slice(-3);
    expect(rows.map((row) => row.split(",").slice(1, 4).join())).toEqual([
      expect.stringMatching(/^\w+,no,ida$/),
      ",yes,ida",
      ",no,ida",
    ]);
    await page.close();
  }, 60_000);

  test("a cell of the confusion matrix shows and plays its clips", async () => {
    const page = await open(SIZES[0], "#/run?at=runs/speakers-apart&learner=svm");
    const cell = page.locator("button[aria-label*='clips of']:not(:disabled)").first();
    const told = await cell.getAttribute("aria-label");
    await cell.click();
    await page.waitForSelector(`h2:has-text("${told?.replace(/^\d+ clips of /, "")}")`);
    await page.waitForSelector(".player");
    await page.close();
  }, 60_000);

  test("a lasso on the map is the table's filter", async () => {
    const page = await open(SIZES[0], "#/map?at=voices");
    const box = await page.locator("canvas").boundingBox();
    const { x, y, width, height } = box ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(x + 20, y + 20);
    await page.mouse.down();
    for (const [dx, dy] of [
      [0.5, 0.01],
      [0.5, 0.99],
      [0.01, 0.99],
      [0.01, 0.01],
    ]) {
      await page.mouse.move(x + width * dx, y + height * dy, { steps: 5 });
    }
    await page.mouse.up();
    await page.waitForSelector("text=in the lasso");
    const some = Number.parseInt((await page.textContent("h2:has-text('in the lasso')")) ?? "", 10);
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(120);
    await page.click("text=Let go of the lasso");
    await page.waitForSelector("h2:has-text('120 clips')");
    await page.close();
  }, 60_000);

  test("a map is saved as SVG and csv", async () => {
    const page = await open(SIZES[0], "#/map?at=voices");
    await page.waitForSelector("canvas");
    const saved = async (what: string): Promise<string> => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.click(`button:text-is('${what}')`),
      ]);
      return readFile(await download.path(), "utf8");
    };
    const svg = await saved("SVG");
    expect(svg).toContain("of 120 clips of voices by functionals");
    // a mark a clip, and one a label in the legend
    expect(svg.match(/<(circle|polygon)/g)).toHaveLength(120 + 8);
    await page.click("text=fearful");
    await page.waitForSelector("h2:has-text('16 clips')");
    // others are grey
    expect((await saved("SVG")).match(/#bbbbbb" fill-opacity="0.5"/g)).toHaveLength(104);
    expect((await saved("csv")).trim().split("\n")).toHaveLength(121);
    await page.close();
  }, 60_000);

  test("a run over two corpora is one map, whose clips play and are filtered by their corpus", async () => {
    complaints.length = 0;
    await writeRunOfTwo(folder);
    const page = await open(SIZES[0], "#/map?run=runs/both&learner=ridge");
    await page.click("button:text-is('Make the map')");
    await page.waitForSelector("canvas", { timeout: 60_000 });
    await page.selectOption("label:has-text('Colour') select", "corpus");
    expect((await page.locator("ul[aria-label=Legend] li").allTextContents()).sort()).toEqual([
      "known",
      "strangers",
    ]);
    await page.click("summary:has-text('corpus')");
    await page.click("label:has(.value:text-is('strangers'))");
    await page.waitForSelector("h2:has-text('60 clips')");
    const played = page.waitForRequest(/api\/audio/);
    await page.click("tbody tr >> nth=0");
    const asked = new URL((await played).url()).searchParams;
    expect(asked.get("corpus")).toBe("strangers");
    expect(await page.textContent("tbody tr >> nth=0")).toContain(`strangers/${asked.get("clip")}`);
    expect(complaints).toEqual([]);
    await page.close();
  }, 200_000);

  test("the check that is shown is one of the recogniser that is shown; where there is none, it is offered", async () => {
    const page = await open(SIZES[0], "#/run?at=runs/speakers-apart&learner=svm");
    const part = page.locator("section[aria-labelledby=behaviour]");
    await part.locator("text=svm.onnx was not checked yet").waitFor();
    expect(await part.textContent()).not.toContain("checks passed");
    await part.locator("button:text-is('mlp.onnx')").click();
    await part.locator("text=/mlp on 100 clips of ravdess .*checks passed/").waitFor();
    await page.click("input[aria-label='Show ridge']");
    await part.locator("text=ridge.onnx was not checked yet").waitFor();
    await page.close();
  }, 60_000);

  test("of a long recording a part is drawn, and drawn once", async () => {
    await mkdir(join(folder, "talks/low"), { recursive: true });
    await mkdir(join(folder, "talks/up"), { recursive: true });
    const talk = encodeWav({ samples: new Float32Array(30 * 8000).fill(0.1), sampleRate: 8000 });
    await writeFile(join(folder, "talks/low/long.wav"), talk);
    await writeFile(join(folder, "talks/up/long.wav"), talk);
    const page = await open(SIZES[0], "#/corpus?at=talks");
    const drawn: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("api/picture?")) drawn.push(request.url());
    });
    await page.click("tbody tr:nth-child(1)");
    await page.click("text=Pictures");
    await page.waitForSelector(".picture img:not(.faint)");
    await page.waitForSelector("text=0 to 10 of 30 s");
    expect(drawn).toEqual([expect.stringMatching(/&from=0&to=10&/)]);
    await page.close();
  }, 60_000);

  test("a damaged run is told of beside the others", async () => {
    const damaged = join(folder, "runs/damaged");
    await mkdir(damaged);
    await writeFile(join(damaged, "scores.json"), "{");
    const page = await open(SIZES[0], "#/runs");
    await page.waitForSelector("text=runs/damaged/scores.json: expected JSON");
    await page.waitForSelector("tbody tr:nth-child(6)");
    await rm(damaged, { recursive: true });
    await page.close();
  }, 60_000);

  test("a recogniser of a run is checked, and how it behaves is there after a reload", async () => {
    complaints.length = 0;
    const page = await open(SIZES[0], "#/run?at=runs/speakers-apart&learner=ridge");
    await page.waitForSelector("text=It was trained on this corpus.");
    // the page's own learner is offered
    expect(await page.inputValue("label:has-text('Recogniser') select")).toMatch(/ridge\.onnx$/);
    await page.selectOption("label:has-text('Clips') select", { label: "100, drawn" });
    await page.click("button:text-is('Check')");
    await page.click("section[aria-label^='Job check of ridge'] button:text-is('Stop')");
    await page.waitForSelector("section[aria-label^='Job check of ridge'] >> text=stopped");
    await page.click("section[aria-label^='Job check of ridge'] button:text-is('Resume')");
    const summary = "text=/ridge on 100 clips of ravdess \\(voices\\): \\d+ of \\d+ checks passed/";
    await page.waitForSelector(summary, { timeout: 100_000 });
    await page.reload();
    await page.waitForSelector(summary);
    const rows = await page.locator("section[aria-labelledby=behaviour] tbody tr").allTextContents();
    expect(rows.every((row) => /✓ passed|✗ failed/.test(row))).toBe(true);
    const part = page.locator("section[aria-labelledby=behaviour]");
    const saved = async (what: string): Promise<string> => {
      const button = part.locator(`button:text-is('${what}')`);
      const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
      return readFile(await download.path(), "utf8");
    };
    const report = parseCheckReport("saved", await saved("JSON"));
    expect(report.checks).toHaveLength(rows.length);
    expect((await saved("csv")).trim().split("\n")).toHaveLength(rows.length + 1);
    expect(await saved("SVG")).toContain("20 dB softer");
    expect(complaints).toEqual([]);
    await page.close();
  }, 120_000);

  test("an experiment with a mistake is told of with its line; mended it runs to its results", async () => {
    const page = await open(SIZES[0], "#/new?corpus=voices");
    await page.waitForSelector("text=✓ 1 learner");
    const editor = page.locator("textarea");
    const yaml = await editor.inputValue();
    await editor.fill(yaml.replace("folds: 5", "folds: 0"));
    await page.waitForSelector("text=Line 6");
    expect(await page.locator("button:text-is('Run')").isDisabled()).toBe(true);
    await editor.fill(yaml.replace("folds: 5", "folds: 2").replace("seed: 1", "seed: 1\nfinal: false"));
    await page.waitForSelector("text=2 folds, kept apart by speaker");
    await page.click("button:text-is('Run')");
    await page.click("text=To the results", { timeout: 100_000 });
    await page.waitForSelector("text=what is taken for what");
    await page.close();
  }, 120_000);

  test("members leave the bench, and rates and score follow", async () => {
    const page = await open(
      SIZES[0],
      `#/bench?${STUDIO_PAGES.find(({ name }) => name === "bench")?.hash.split("?")[1]}`,
    );
    const before = await page.textContent(".big");
    await page.locator("input[aria-label$='svm votes']").uncheck();
    await page.locator("input[aria-label$='mlp votes']").uncheck();
    await expect.poll(() => page.textContent(".big")).not.toBe(before);
    expect(await page.textContent("dl")).toContain("100.0 %");

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.click("text=xlsx with formulas"),
    ]);
    const sheets = unzipSync(await readFile(await download.path()));
    const [votes, metrics] = [1, 2].map((i) => strFromU8(sheets[`xl/worksheets/sheet${i}.xml`]));
    expect(votes).toContain("<f>");
    expect(metrics).toContain("Metrics of the majority vote");
    await page.close();
  }, 60_000);
});
