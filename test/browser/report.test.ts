/** Reports in a headless Chromium: clips play, cells tell their clips, and nothing complains. */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import { decode } from "fast-png";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { encodeWav } from "../../src/audio/wav.ts";
import {
  buildReport,
  compareRuns,
  renderComparisonHtml,
  renderHtml,
  scoresFileOf,
} from "../../src/report/index.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { toyInputs } from "../toy-report.ts";
import { chromiumPath, launchChromium, NO_CHROMIUM } from "./chromium.ts";

const SECOND = encodeWav({ samples: new Float32Array(8000), sampleRate: 8000 });
const skipped = chromiumPath === undefined ? ` (${NO_CHROMIUM})` : "";

/** The toy report in a folder beside that of its clips, with a picture of the hardest. */
async function writeToyReport(): Promise<string> {
  const report = buildReport(toyInputs());
  const folder = temporaryFolder({ "corpus/clip-00.wav": SECOND, "corpus/clip-05.wav": SECOND, "run/x": "" });
  const sounds = new Map(["clip-00", "clip-05", "clip-09"].map((id) => [id, `../corpus/${id}.wav`]));
  const picture =
    '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="420"><rect width="9" height="9"/></svg>';
  const page = await renderHtml(report, { sounds, pictures: new Map([["clip-00", picture]]), leftOut: null });
  const path = join(folder, "run", "report.html");
  await writeFile(path, page);
  return pathToFileURL(path).href;
}

/** What axe finds that hinders somebody, with all parts unfolded. */
async function hindrances(page: Page): Promise<string[]> {
  await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  const { violations } = await page.evaluate<AxeResults>("axe.run()");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

test.skipIf(chromiumPath === undefined)(
  `nobody is hindered, light and dark, wide and narrow; paper has every part and no empty page${skipped}`,
  async () => {
    const report = await writeToyReport();
    const [first, second] = toyInputs().recognisers.map(({ name, predictions }) => ({
      path: name,
      scores: { ...scoresFileOf(buildReport(toyInputs())), name },
      experiment: { seed: name },
      answers: new Map(
        toyInputs().recognisers.map((one) => [one.name, { ...predictions, source: one.name }]),
      ),
    }));
    const comparison = compareRuns([first, second], { by: "label", columns: new Map(), seed: 1 });
    const folder = temporaryFolder({ "compare.html": await renderComparisonHtml(comparison, new Map()) });
    const browser = await launchChromium(chromiumPath ?? "");
    try {
      for (const [width, colorScheme] of [
        [1280, "light"],
        [375, "dark"],
      ] as const) {
        const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
        for (const url of [report, pathToFileURL(join(folder, "compare.html")).href]) {
          await page.goto(url);
          expect(await hindrances(page), `${url} at ${width}`).toEqual([]);
          expect(await page.evaluate("document.documentElement.scrollWidth"), url).toBe(width);
        }
        await page.close();
      }
      const page = await browser.newPage();
      await page.goto(report);
      await page.emulateMedia({ media: "print" });
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      const height = (selector: string) =>
        page
          .locator(selector)
          .last()
          .evaluate(({ clientHeight }) => clientHeight);
      expect(await height("details.card pre")).toBeGreaterThan(10);
      expect(await height("table.answers")).toBeGreaterThan(100);
      await page.evaluate("dispatchEvent(new Event('afterprint'))");
      expect(await page.locator("details.card[open]").count()).toBe(1);
    } finally {
      await browser.close();
    }
  },
  60_000,
);

test.skipIf(chromiumPath === undefined)(
  `clips play, out of the hardest and out of cells, which arrows reach${skipped}`,
  async () => {
    const url = await writeToyReport();
    const browser = await launchChromium(chromiumPath ?? "");
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => complaints.push(message.text()));
      await page.goto(url);
      const time = () => page.evaluate("document.querySelector('audio').currentTime");

      await page.locator("ol.clips .play").first().click();
      await expect.poll(time).toBeGreaterThan(0);
      expect(await page.locator("#player span").textContent()).toBe("clip-00");
      expect(
        await page.locator("ol.clips img").first().evaluate("(image) => image.decode()"),
      ).toBeUndefined();

      const cells = page.locator("#confusion-1 svg [role=button]");
      expect(await cells.count()).toBe(9);
      await cells.nth(0).focus();
      for (const key of ["ArrowLeft", "ArrowRight", "Enter"]) await page.keyboard.press(key);
      const list = page.locator("#confusion-1 + .cell");
      expect(await list.locator("h4").textContent()).toBe("calm told as happy: 2 clips");
      expect(await list.locator("li").allTextContents()).toEqual(["▶ clip-00 60 %", "▶ clip-09 60 %"]);
      await cells.nth(3 + 3).click();
      expect(await list.locator("h4").textContent()).toBe("sad told as calm: 1 clip");
      await list.locator(".play").click();
      await expect.poll(time).toBeGreaterThan(0);
      expect(complaints).toEqual([]);

      await page.locator("table.answers .play[data-clip=clip-09]").dispatchEvent("click");
      await expect
        .poll(() => page.locator("#player span").textContent())
        .toMatch(/^clip-09: no sound at \.\.\/corpus\/clip-09\.wav/);
    } finally {
      await browser.close();
    }
  },
  60_000,
);

test.skipIf(chromiumPath === undefined)(
  `every figure is saved as a file that stands alone, in the page's colours, and paper has no buttons${skipped}`,
  async () => {
    const url = await writeToyReport();
    const browser = await launchChromium(chromiumPath ?? "");
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: "dark" });
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => complaints.push(message.text()));
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(url);
      await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
      const figures = await page.locator("figure svg, ol.clips img").count();
      expect(figures).toBeGreaterThan(10);
      expect(await page.locator(".save").count()).toBe(figures);
      const saved = async (selector: string, ending: string) => {
        const waiting = page.waitForEvent("download");
        await page.locator(`${selector} .save button`, { hasText: ending }).first().click();
        const download = await waiting;
        return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
      };

      const matrix = await saved("#confusion-1", "SVG");
      expect(matrix.name).toBe("toy-experiment-svm-confusion-matrix-of-calm-happy-sad.svg");
      const text = matrix.bytes.toString();
      expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]* width="\d+" height="\d+"/);
      expect(text).toContain("<title>Confusion matrix of calm, happy, sad</title>");
      // --paper and --accent of the dark page
      expect(text).toContain('fill="#161b23"');
      expect(text).toContain("#78a9f7");
      expect(text).not.toMatch(/var\(|role=|tabindex|style=/);

      const drawn = await saved("#confusion-1", "PNG");
      expect(drawn.name).toBe(matrix.name.replace(".svg", ".png"));
      const { width, height, data, channels } = decode(drawn.bytes);
      const [, wide, high] = / width="(\d+)" height="(\d+)"/.exec(text) ?? [];
      expect([width, height]).toEqual([3 * Number(wide), 3 * Number(high)]);
      expect([...data.subarray(0, 3)]).toEqual([0x16, 0x1b, 0x23]);
      const colours = new Set<number>();
      for (let i = 0; i < data.length; i += channels)
        colours.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
      expect(colours.size).toBeGreaterThan(50);

      const picture = await saved("ol.clips", "SVG");
      expect(picture.bytes.toString()).toContain('<rect width="9" height="9"/>');

      await page.emulateMedia({ media: "print" });
      expect(await page.locator(".save:visible").count()).toBe(0);
      expect(complaints).toEqual([]);
      expect(asked.filter((one) => !/^(file|blob|data):/.test(one))).toEqual([]);
    } finally {
      await browser.close();
    }
  },
  60_000,
);
