/** `npm run live:pictures`: the live page while somebody speaks, wide and narrow, light and dark, into docs/live. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { encodeWav } from "../src/audio/wav.ts";
import { demoClips } from "../src/synth/index.ts";
import { chromiumPath, fakeMicrophone, launchChromium, NO_CHROMIUM } from "../test/browser/chromium.ts";
import { serveFolder } from "../test/browser/static-server.ts";
import { smallPng } from "./small-png.ts";

const ROOT = resolve(import.meta.dirname, "..");
const OUT = join(ROOT, "docs/live");
/** Until the timeline shows something. */
const LISTENING_MS = 9000;

if (chromiumPath === undefined) throw new Error(NO_CHROMIUM);
const folder = await mkdtemp(join(tmpdir(), "prosodia-live-"));
const clips = [...demoClips({ voices: 1, takes: 1 })].slice(0, 4).map(({ audio }) => audio);
const samples = Float32Array.from(clips.flatMap((clip) => [...clip.samples]));
const mouth = join(folder, "talk.wav");
await writeFile(mouth, encodeWav({ samples, sampleRate: clips[0].sampleRate }));
const server = await serveFolder(join(ROOT, "dist/live/page"));
const browser = await launchChromium(chromiumPath, fakeMicrophone(mouth));
await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 375]) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const take = async (name: string): Promise<void> =>
      writeFile(join(OUT, `${name}-${width}-${colorScheme}.png`), smallPng(await page.screenshot()));
    await page.goto(server.url);
    await page.click("button:text-is('Listen'):not(:disabled)");
    await page.waitForTimeout(LISTENING_MS);
    await take("listen");
    await page.goto(`${server.url}#/teach`);
    await page.waitForSelector("text=The speech encoder is here");
    await take("teach");
    await page.close();
  }
}
await browser.close();
server.close();
await rm(folder, { recursive: true });
