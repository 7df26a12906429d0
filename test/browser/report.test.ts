/** Reports in a headless Chromium: clips play, cells tell their clips, and nothing complains. */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
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
  const page = await renderHtml(report, { sounds, pictures: new Map([["clip-00", picture]]) });
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
