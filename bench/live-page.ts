/** Memory of the live page over real time: the built page with one of its recognisers, and a microphone into which somebody speaks without end. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { encodeWav } from "../src/audio/wav.ts";
import { demoClips } from "../src/synth/index.ts";
import { chromiumPath, fakeMicrophone, launchChromium, NO_CHROMIUM } from "../test/browser/chromium.ts";
import { serveFolder } from "../test/browser/static-server.ts";
import { pageMemory } from "./live/page-memory.ts";

const PAGE = resolve(import.meta.dirname, "../dist/live/page");
const CLIPS = 6;

/** Prints a line of JSON a minute; the last one holds all of them. --recogniser begins as the page calls it. */
export async function benchLivePage(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: "string", default: "60" },
      page: { type: "string", default: PAGE },
      recogniser: { type: "string", default: "Small" },
    },
  });
  if (chromiumPath === undefined) throw new Error(NO_CHROMIUM);
  const folder = await mkdtemp(join(tmpdir(), "prosodia-bench-live-page-"));
  const clips = [...demoClips({ voices: 2, takes: 1 })].slice(0, CLIPS).map(({ audio }) => audio);
  const samples = Float32Array.from(clips.flatMap((clip) => [...clip.samples]));
  const mouth = join(folder, "talk.wav");
  await writeFile(mouth, encodeWav({ samples, sampleRate: clips[0].sampleRate }));
  const server = await serveFolder(values.page);
  const browser = await launchChromium(chromiumPath, fakeMicrophone(mouth));
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.getByRole("radio", { name: values.recogniser }).check();
    await page.getByText("The recogniser is being opened").waitFor({ state: "detached", timeout: 120_000 });
    await page.click("button:text-is('Listen'):not(:disabled)", { timeout: 120_000 });
    await page.waitForSelector(".said");
    const control = await browser.newBrowserCDPSession();
    const began = performance.now();
    const megabytes: number[] = [];
    for (let minute = 1; minute <= Number(values.minutes); minute++) {
      await pause(began + 60_000 * minute - performance.now());
      megabytes.push(Math.round((await pageMemory(control)) / 1e6));
      console.log(
        JSON.stringify({ minute, megabytes: megabytes.at(-1), said: await page.textContent(".said") }),
      );
    }
    console.log(JSON.stringify({ recogniser: values.recogniser, megabytes }));
  } finally {
    await browser.close();
    server.close();
    await rm(folder, { recursive: true });
  }
}
