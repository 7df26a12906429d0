/** `npm run report:picture -- runs/trees`: the first sections of a run's report, for the front page. */
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromiumPath, launchChromium, NO_CHROMIUM } from "../test/browser/chromium.ts";
import { smallPng } from "./small-png.ts";

const OUT = resolve(import.meta.dirname, "../docs/report.png");
const WIDTH = 960;
/** Sections that are shown, after the page's head. */
const SHOWN = 1;

const [run] = process.argv.slice(2);
if (run === undefined) throw new Error("expected the folder of a run");
if (chromiumPath === undefined) throw new Error(NO_CHROMIUM);
const browser = await launchChromium(chromiumPath);
const page = await browser.newPage({ viewport: { width: WIDTH, height: 800 }, colorScheme: "light" });
await page.goto(pathToFileURL(join(resolve(run), "report.html")).href);
const last = await page
  .locator("main > section")
  .nth(SHOWN - 1)
  .boundingBox();
if (last === null) throw new Error("the report has no such section");
const height = Math.ceil(last.y + last.height + 20);
const picture = smallPng(
  await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: WIDTH, height } }),
);
await writeFile(OUT, picture);
await browser.close();
console.log(`${OUT}: ${(picture.length / 1000).toFixed(0)} kB`);
