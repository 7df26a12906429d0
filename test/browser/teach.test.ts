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
import { slowMicrophone } from "./slow-microphone.ts";
import { type StaticServer, serveFolder } from "./static-server.ts";

const PAGE = resolve(import.meta.dirname, "../../dist/live/page");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const violations = z.array(z.object({ id: z.string(), impact: z.string().nullable() }));

const GOLDEN = resolve(import.meta.dirname, "../golden/audio");
/** A synthetic voice, as phones keep recordings: ffmpeg -i talk.wav -c:a aac -b:a 24k -map_metadata -1 -bitexact talk.m4a */
const PHONE = join(import.meta.dirname, "talk.m4a");

/** A synthetic voice, as the browser itself records it; base64. */
function recorded(page: Page, mimeType: string): Promise<string> {
  const wav = Buffer.from(encodeWav(say("happy", 6))).toString("base64");
  return page.evaluate(
    async ([base64, type]) => {
      const context = new AudioContext();
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const source = new AudioBufferSourceNode(context, {
        buffer: await context.decodeAudioData(bytes.buffer),
      });
      const to = context.createMediaStreamDestination();
      source.connect(to);
      const recorder = new MediaRecorder(to.stream, { mimeType: type });
      const parts: Blob[] = [];
      recorder.ondataavailable = ({ data }) => parts.push(data);
      const stopped = new Promise((done) => {
        recorder.onstop = done;
      });
      source.onended = () => recorder.stop();
      recorder.start();
      source.start();
      await stopped;
      const made = new Uint8Array(await new Blob(parts).arrayBuffer());
      return btoa(String.fromCharCode(...made));
    },
    [wav, mimeType],
  );
}

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

  test("Record pressed twice while the browser asks records once, and lets the microphone go", async () => {
    const other = await open();
    const tracks = await slowMicrophone(other);
    await other.evaluate(`(() => {
      const button = document.querySelector("[aria-label='Record background']");
      button.click();
      button.click();
    })()`);
    await other.waitForSelector(".bar [role=status]");
    await expect.poll(tracks).toEqual(["ended", "live"]);
    await other.click("button:text-is('■ Stop')");
    await expect.poll(tracks).toEqual(["ended", "ended"]);
    await other.locator("[aria-label$=' of background'][aria-label^='Delete']").click();
    await other.close();
  }, 60_000);

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

  test("what browsers record and phones make is taken by the class that it is dropped on; what is no sound is a sentence", async () => {
    // of a class of its own, so that the lesson stays as it is
    await page.fill("[aria-label='Name of another class']", "other");
    await page.click("button:text-is('Add')");
    const golden = (name: string) => readFileSync(join(GOLDEN, name)).toString("base64");
    const files = [
      ["talk.wav", Buffer.from(encodeWav(say("happy", 5))).toString("base64")],
      ["talk.mp3", golden("mono.mp3")],
      ["talk.flac", golden("mono16.flac")],
      ["talk.m4a", readFileSync(PHONE).toString("base64")],
      ["talk.webm", await recorded(page, "audio/webm;codecs=opus")],
      ["talk.mp4", await recorded(page, "audio/mp4;codecs=opus")],
      ["notes.txt", Buffer.from("nothing that sounds").toString("base64")],
      ["torn.m4a", readFileSync(PHONE).subarray(0, 60).toString("base64")],
      ["after.wav", Buffer.from(encodeWav(say("sad", 5))).toString("base64")],
    ];
    await page.getByRole("group", { name: "Class other" }).evaluate((place, dropped) => {
      const dataTransfer = new DataTransfer();
      for (const [name, base64] of dropped) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], name));
      }
      place.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, files);
    await page.getByLabel("Play after.wav of other").waitFor();
    const names = await page.getByLabel(/^Play .* of other$/).all();
    expect(await Promise.all(names.map((one) => one.getAttribute("aria-label")))).toEqual(
      ["wav", "mp3", "flac", "m4a", "webm", "mp4"]
        .map((ending) => `Play talk.${ending} of other`)
        .concat("Play after.wav of other"),
    );
    for (const name of ["talk.wav", "talk.m4a", "talk.webm", "talk.mp4", "after.wav"]) {
      const row = page.locator("li", { has: page.getByLabel(`Play ${name} of other`) });
      await expect.poll(() => row.textContent(), { timeout: 20_000 }).toMatch(/\d\.\d s/);
      expect(await row.locator(".trouble").count()).toBe(0);
    }
    const told = await page.textContent("[role=alert]");
    expect(told).toMatch(
      /^notes\.txt: is not audio that Prosodia reads: expected .*, got a text file\. torn\.m4a: /,
    );
    await page.getByLabel("Delete the class other").click();
    await expect.poll(() => page.getByLabel(/of other$/).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("a second visit goes on where the first was; a clip that the next one interrupts is freed", async () => {
    const encoders: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith(".onnx")) encoders.push(request.url());
    });
    await page.click("a:text-is('Listen')");
    await page.waitForSelector("text=What does a voice sound like?");
    await page.click("a:text-is('Teach')");
    expect(await page.isEnabled("button:text-is('Train')")).toBe(true);
    expect(await page.locator("text=are still being heard").count()).toBe(0);
    await page.evaluate(`(() => {
      const [make, free] = [URL.createObjectURL, URL.revokeObjectURL];
      globalThis.made = 0;
      globalThis.held = new Set();
      URL.createObjectURL = (blob) => {
        const address = make(blob);
        made++;
        held.add(address);
        return address;
      };
      URL.revokeObjectURL = (address) => {
        held.delete(address);
        free(address);
      };
    })()`);
    for (const take of [1, 2, 3]) await page.getByLabel(`Play ${take}.wav of sad`).click();
    await expect.poll(() => page.evaluate("[made, held.size]"), { timeout: 20_000 }).toEqual([3, 0]);
    // the page of listening fetches its own small one
    expect(encoders.filter((address) => !address.includes("tiny"))).toEqual([]);
    expect(complaints).toEqual([]);
  }, 60_000);

  test("clips whose class another window left out have it again", async () => {
    await page.evaluate("localStorage.setItem('prosodia-teach-classes', 'happy\\nbackground')");
    const other = await open();
    await other.getByLabel("Play 1.wav of sad").waitFor();
    expect(await other.locator("[role=group] h3").allTextContents()).toEqual([
      expect.stringMatching(/^happy 3 clips/),
      expect.stringMatching(/^sad 3 clips/),
      expect.stringMatching(/^background 2 clips/),
    ]);
    await other.close();
  }, 60_000);

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
