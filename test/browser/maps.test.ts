/** The page of maps in a headless Chromium: it draws, tells, turns and plays without a complaint. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { encodeWav } from "../../src/audio/wav.ts";
import { exploreHtml } from "../../src/explore/html.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { toyMaps } from "../toy-maps.ts";
import { chromiumPath, launchChromium, NO_CHROMIUM } from "./chromium.ts";

test.skipIf(chromiumPath === undefined)(
  `a page of maps${chromiumPath ? "" : ` (${NO_CHROMIUM})`}`,
  async () => {
    const audio = { samples: new Float32Array(4000), sampleRate: 8000 };
    const clips = Array.from({ length: 24 }, (_, i) => [`corpus/clip ${i}.wav`, encodeWav(audio)] as const);
    const folder = temporaryFolder({ "out/maps.html": exploreHtml(toyMaps()), ...Object.fromEntries(clips) });
    const browser = await launchChromium(chromiumPath ?? "");
    try {
      const page = await browser.newPage({ viewport: { width: 375, height: 800 }, colorScheme: "dark" });
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => complaints.push(message.text()));
      await page.goto(pathToFileURL(join(folder, "out/maps.html")).href);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(375);
      const pixels = (id: string) =>
        page.evaluate(`document.getElementById("map-${id}").toDataURL()`).then((url) => String(url));
      const byLabel = await pixels("tsne");
      await page.check("input[value=speaker]");
      expect(await pixels("tsne")).not.toBe(byLabel);
      expect(await page.locator("#legend button").count()).toBe(12);

      // the clip in the middle of its cloud that is nearest to a corner cannot be known beforehand: try places until one tells
      const map = page.locator("#map-umap");
      await map.scrollIntoViewIfNeeded();
      const box = await map.boundingBox();
      expect(box).not.toBeNull();
      const { x, y, width, height } = box ?? { x: 0, y: 0, width: 0, height: 0 };
      const tip = page.locator("#tip");
      for (let share = 0.05; share < 1 && !(await tip.isVisible()); share += 0.05) {
        await page.mouse.move(x + width * share, y + height * share);
      }
      const told = (await tip.textContent()) ?? "";
      expect(told).toMatch(/^clip \d+label: /);
      await page.mouse.down();
      await page.mouse.up();
      await expect
        .poll(() => page.evaluate("document.querySelector('audio').currentTime"))
        .toBeGreaterThan(0);
      expect(told).toContain((await page.locator("#player span").textContent())?.split(" · ")[0]);

      const solid = page.locator("#map-pca3");
      await solid.scrollIntoViewIfNeeded();
      const before = await pixels("pca3");
      const place = await solid.boundingBox();
      await page.mouse.move((place?.x ?? 0) + 50, (place?.y ?? 0) + 50);
      await page.mouse.down();
      await page.mouse.move((place?.x ?? 0) + 150, (place?.y ?? 0) + 60, { steps: 4 });
      await page.mouse.up();
      expect(await pixels("pca3")).not.toBe(before);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  },
  60_000,
);
