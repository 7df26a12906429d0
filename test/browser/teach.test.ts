/** Teaching in a headless Chromium with a fake microphone: gathered, trained, tried, downloaded, and there again after a reload. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { encodeWav } from "../../src/audio/wav.ts";
import { loadRecogniser } from "../../src/recogniser/index.ts";
import { type EmotionName, noise, synthesise, voices } from "../../src/synth/index.ts";
import { chromiumPath, fakeMicrophone, launchChromium, NO_CHROMIUM } from "./chromium.ts";
import { type StaticServer, serveFolder } from "./static-server.ts";

const PAGE = resolve(import.meta.dirname, "../../dist/live/page");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const violations = z.array(z.object({ id: z.string(), impact: z.string().nullable() }));

function say(emotion: EmotionName, take: number) {
  return synthesise({ voice: voices[0], sentence: "kids", emotion, intensity: "strong", take, seed: 1 });
}

describe.skipIf(chromiumPath === undefined)(`teaching${chromiumPath ? "" : ` (${NO_CHROMIUM})`}`, () => {
  let folder: string;
  let browser: Browser;
  let context: BrowserContext;
  let server: StaticServer;
  let page: Page;
  const complaints: string[] = [];

  async function open(): Promise<Page> {
    const opened = await context.newPage();
    opened.on("pageerror", (error) => complaints.push(error.message));
    opened.on("console", (message) => complaints.push(message.text()));
    opened.on("request", (request) => {
      if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url()))
        complaints.push(request.url());
    });
    await opened.goto(`${server.url}#/teach`);
    await opened.waitForSelector("text=The speech encoder is here", { timeout: 60_000 });
    return opened;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "prosodia-teach-"));
    for (const emotion of ["happy", "sad"] as const) {
      mkdirSync(join(folder, "lesson", emotion), { recursive: true });
      for (const take of [1, 2, 3])
        writeFileSync(join(folder, "lesson", emotion, `${take}.wav`), encodeWav(say(emotion, take)));
    }
    writeFileSync(
      join(folder, "room.wav"),
      encodeWav(noise({ seconds: 20, sampleRate: 48_000, peak: 0.05 })),
    );
    server = await serveFolder(PAGE);
    browser = await launchChromium(chromiumPath ?? "", fakeMicrophone(join(folder, "room.wav")));
    context = await browser.newContext({ permissions: ["microphone"], acceptDownloads: true });
    page = await open();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("what is missing is told in a sentence", async () => {
    await page.setInputFiles("[aria-label='A folder of folders']", join(folder, "lesson"));
    await page.getByLabel("Delete 3.wav of sad").waitFor();
    await page.click("button:text-is('Train')");
    expect(await page.textContent("[role=alert]")).toContain('the class "background" has no recording');
  });

  test("recorded, trained, measured, tried, and one file that Node opens", async () => {
    for (const count of [1, 2]) {
      await page.getByLabel("Record background").click();
      await page.waitForSelector(".bar [role=status]:text-matches('^[23]')");
      await page.click("text=■ Stop");
      await expect.poll(() => page.getByLabel(/^Play .* of background$/).count()).toBe(count);
    }
    await page.click("button:text-is('Train')");
    await page.waitForSelector("text=Of 8 recordings that it had not heard");
    expect(await page.textContent("#train ~ p[role=status]")).toMatch(
      /named \d+\.\d % right \(95 % interval\s/,
    );
    await page.click("text=● Listen");
    await page.waitForSelector("text=sounds like background", { timeout: 20_000 });
    await page.click("text=■ Stop");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.click("text=Download my-recogniser.onnx"),
    ]);
    await download.saveAs(join(folder, "taught.onnx"));
    const recogniser = await loadRecogniser(readFileSync(join(folder, "taught.onnx")), { threads: 1 });
    expect(recogniser.info.labels.toSorted()).toEqual(["background", "happy", "sad"]);
    for (const emotion of ["happy", "sad"] as const)
      expect((await recogniser.predict(say(emotion, 9))).label).toBe(emotion);
    await recogniser.release();
    expect(complaints).toEqual([]);
  });

  test("after a reload the clips are there; nothing serious to axe, no wider than its window", async () => {
    await page.close();
    for (const [width, colorScheme] of [
      [1280, "light"],
      [375, "dark"],
    ] as const) {
      page = await open();
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await expect.poll(() => page.getByLabel(/^Delete .* of /).count()).toBe(8);
      await expect.poll(() => page.isEnabled("button:text-is('Train')"), { timeout: 20_000 }).toBe(true);
      await page.click("button:text-is('Train')");
      await page.waitForSelector("text=Download my-recogniser.onnx");
      await page.evaluate(AXE);
      const found = violations.parse(
        await page.evaluate("axe.run(document).then(({ violations }) => violations)"),
      );
      expect(found.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      if (process.env.PROSODIA_PICTURES !== undefined)
        await page.screenshot({
          path: join(process.env.PROSODIA_PICTURES, `teach-${width}-${colorScheme}.png`),
          fullPage: true,
        });
      await page.close();
    }
    expect(complaints).toEqual([]);
  });
});
