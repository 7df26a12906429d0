/** `npm run studio:pictures [-- map run]`: every page of the studio, or those named, wide and narrow, light and dark, into docs/studio. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromiumPath, launchChromium, NO_CHROMIUM } from "../test/browser/chromium.ts";
import { enter, openStudio, STUDIO_PAGES, writeWorkspace } from "../test/browser/studio-pages.ts";
import { smallPng } from "./small-png.ts";

const OUT = resolve(import.meta.dirname, "../docs/studio");

if (chromiumPath === undefined) throw new Error(NO_CHROMIUM);
const names = process.argv.slice(2);
const pages = STUDIO_PAGES.filter(({ name }) => names.length === 0 || names.includes(name));
if (pages.length < names.length) {
  throw new Error(
    `expected names of ${STUDIO_PAGES.map(({ name }) => name).join(", ")}; got ${names.join(", ")}`,
  );
}
const folder = await mkdtemp(join(tmpdir(), "prosodia-studio-"));
await writeWorkspace(folder);
const studio = await openStudio(folder);
const browser = await launchChromium(chromiumPath);
if (names.length === 0) await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
let bytes = 0;
for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 375]) {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    await enter(page, studio);
    for (const { name, hash, ready, act } of pages) {
      await page.goto(studio.base);
      await page.goto(`${studio.base}${hash}`);
      await page.waitForSelector(ready);
      await act?.(page);
      // a place that was reached shows no pointer, and what plays has stopped
      await page.mouse.move(0, 0);
      await page.waitForTimeout(2500);
      const picture = smallPng(await page.screenshot());
      bytes += picture.length;
      await writeFile(join(OUT, `${name}-${width}-${colorScheme}.png`), picture);
    }
    await page.close();
  }
}
await browser.close();
await studio.stop();
await rm(folder, { recursive: true, force: true });
console.log(`${OUT}: ${(bytes / 1e6).toFixed(2)} MB`);
