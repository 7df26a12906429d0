/** The live page and the example of `prosodia/live`, as plain files, with a microphone into which somebody speaks. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { decodeAudio } from "../../src/audio/decode.ts";
import { joined } from "../../src/audio/joined.ts";
import { encodeWav } from "../../src/audio/wav.ts";
import { encodeRecogniser, loadRecogniser, predictTimeline } from "../../src/recogniser/index.ts";
import { synthesise, voices } from "../../src/synth/index.ts";
import { fitToy } from "../toy-recogniser.ts";
import { chromiumPath, fakeMicrophone, launchChromium, NO_CHROMIUM } from "./chromium.ts";
import { slowMicrophone } from "./slow-microphone.ts";
import { type StaticServer, serveFolder } from "./static-server.ts";

const PAGE = resolve(import.meta.dirname, "../../dist/live/page");
const EXAMPLE = resolve(import.meta.dirname, "../../examples/live");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const speech = synthesise({
  ...{ voice: voices[1], sentence: "kids", emotion: "angry", intensity: "strong", take: 1, seed: 1 },
} as const);
const wav = Buffer.from(encodeWav(speech));
const SAID = /sounds \w+|not sure: \w+ or \w+/;

describe.skipIf(chromiumPath === undefined)(`listening${chromiumPath ? "" : ` (${NO_CHROMIUM})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "prosodia-live-"));
  const complaints: string[] = [];
  let browser: Browser;
  let server: StaticServer;

  async function open(
    size: { width: number; colorScheme: "light" | "dark" },
    url = server.url,
  ): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: size.width, height: 800 },
      colorScheme: size.colorScheme,
    });
    const page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("request", (request) => {
      if (!request.url().startsWith(url) && !/^(blob|data):/.test(request.url()))
        complaints.push(request.url());
    });
    await page.goto(url);
    return page;
  }

  const listen = async (page: Page): Promise<void> => {
    await page.click("button:text-is('Listen'):not(:disabled)", { timeout: 60_000 });
    // the page's policy lets no expression be evaluated again and again
    await expect.poll(() => page.textContent(".said"), { timeout: 60_000 }).toMatch(SAID);
  };

  beforeAll(async () => {
    const mouth = join(folder, "talk.wav");
    writeFileSync(mouth, wav);
    browser = await launchChromium(chromiumPath ?? "", fakeMicrophone(mouth));
    server = await serveFolder(PAGE);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true });
  });

  test.each([
    { width: 1280, colorScheme: "light" },
    { width: 375, colorScheme: "dark" },
  ] as const)(
    "%o: a voice is named, nothing is serious to axe, nothing comes from elsewhere",
    async (size) => {
      complaints.length = 0;
      const page = await open(size);
      await listen(page);
      await page.waitForSelector(
        "td:text-matches('not sure|angry|fearful|happy|sad|calm|neutral|disgust|surprised')",
      );
      expect(await page.textContent(".facts")).toMatch(
        /Echo cancellation\s*off.*Noise suppression\s*off.*Sampling rate\s*\d+ Hz/s,
      );
      await page.evaluate(AXE);
      const found = await page.evaluate("axe.run(document).then(({ violations }) => violations)");
      const serious = z
        .array(z.object({ id: z.string(), impact: z.string().nullable() }))
        .parse(found)
        .filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(size.width);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
    120_000,
  );

  test("a voice is learnt, kept in the browser, and forgotten; a session is saved; all without a network", async () => {
    const page = await open({ width: 1280, colorScheme: "light" });
    await page.evaluate("navigator.serviceWorker.ready");
    await page.context().setOffline(true);
    await page.reload();
    await listen(page);
    await page.click("button:text-is('Record')");
    await page.click("text=Get to know my voice");
    await page.waitForSelector("text=It knows what is usual for your voice", { timeout: 60_000 });
    await page.click("text=Stop recording");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Save as wav")]);
    const saved = readFileSync(await download.path());
    expect(saved.subarray(0, 4).toString()).toBe("RIFF");
    expect(saved.readUInt32LE(40)).toBe(saved.length - 44);
    expect(saved.length / 2 / saved.readUInt32LE(24)).toBeGreaterThan(20);
    const [table] = await Promise.all([page.waitForEvent("download"), page.click("text=Save as csv")]);
    expect(readFileSync(await table.path(), "utf8")).toMatch(
      /^start,end,label,sure,neutral,calm,.*,why\n0\.000,/,
    );
    await page.reload();
    await page.waitForSelector("text=It knows what is usual for your voice");
    await page.click("text=Forget it");
    expect(
      await page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('prosodia-voice'))"),
    ).toEqual([]);
    await page.context().close();
  }, 120_000);

  test("what goes wrong is a sentence that says what to do", async () => {
    const page = await open({ width: 1280, colorScheme: "light" });
    await page.waitForSelector("button:text-is('Listen'):not(:disabled)");
    const refuse = (name: string): Promise<unknown> =>
      page.evaluate(
        `navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "${name}"); }`,
      );
    await refuse("NotAllowedError");
    await page.click("button:text-is('Listen')");
    await page.waitForSelector("[role=alert]:has-text('Allow it in the browser')");
    await refuse("NotFoundError");
    await page.click("button:text-is('Listen')");
    await page.waitForSelector("[role=alert]:has-text('Plug one in, or drop a recording instead.')");
    const text = readFileSync(new URL("../../weights/tiny.onnx", import.meta.url), "latin1");
    const model = Buffer.from(text.replace('"format":2', '"format":9'), "latin1");
    await page.setInputFiles("input[accept='.onnx']", { name: "new.onnx", mimeType: "", buffer: model });
    await page.waitForSelector("[role=alert]:has-text('damaged')");
    await page.context().close();
  }, 60_000);

  test("Listen pressed twice while the browser asks holds one microphone, and Stop lets it go", async () => {
    const page = await open({ width: 1280, colorScheme: "light" });
    await page.waitForSelector("button:text-is('Listen'):not(:disabled)");
    const tracks = await slowMicrophone(page);
    await page.evaluate(`(() => {
      const button = [...document.querySelectorAll("button")].find((one) => one.textContent === "Listen");
      button.click();
      button.click();
    })()`);
    await page.click("button:text-is('Stop')");
    await expect.poll(tracks).toEqual(["ended", "ended"]);
    await page.context().close();
  }, 60_000);

  test("a recording that is chosen is heard", async () => {
    const page = await open({ width: 1280, colorScheme: "light" });
    await page.waitForSelector("button:text-is('Listen'):not(:disabled)");
    await page.setInputFiles("input[aria-label='A recording']", {
      name: "talk.wav",
      mimeType: "audio/wav",
      buffer: wav,
    });
    await page.waitForSelector("h3:text-is('talk.wav')");
    const [grid] = await Promise.all([page.waitForEvent("download"), page.click("text=Save as TextGrid")]);
    expect(readFileSync(await grid.path(), "utf8")).toContain('name = "label"');
    await page.setInputFiles("input[aria-label='A recording']", {
      ...{ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("nothing that sounds") },
    });
    await page.waitForSelector("[role=alert]:has-text('notes.txt: is not audio')");
    await page.context().close();
  }, 60_000);

  test("another recogniser goes on listening; a file that is none leaves the open one and its name", async () => {
    const page = await open({ width: 1280, colorScheme: "light" });
    await listen(page);
    await page.click("button:text-is('Record')");
    await page.waitForSelector("#record ~ .bar [role=status]:text-matches('[1-9]\\.')");
    await page.click("text=Stop recording");
    await page.setInputFiles("input[accept='.onnx']", {
      ...{ name: "none.onnx", mimeType: "", buffer: Buffer.from("no recogniser") },
    });
    await page.waitForSelector("[role=alert]:has-text('is not an ONNX model')");
    const chosen = (): Promise<string | null> =>
      page.locator(".choice", { has: page.locator("input:checked") }).textContent();
    expect(await chosen()).toMatch(/^ ?Small/);
    await page.click("text=With a speech encoder");
    await page.waitForSelector("text=as heard in ravdess", { timeout: 60_000 });
    await page.waitForSelector("button:text-is('Stop')");
    await expect.poll(() => page.textContent(".said"), { timeout: 60_000 }).toMatch(SAID);
    await page.click("button:text-is('Stop')");
    const { onnx, info } = await fitToy("vector", false);
    await page.setInputFiles("input[accept='.onnx']", {
      ...{ name: "toy.onnx", mimeType: "", buffer: Buffer.from(await encodeRecogniser(onnx, info)) },
    });
    await page.waitForSelector("text=It names one of noise, sweep, vowel");
    expect(await chosen()).toMatch(/^ ?toy\.onnx/);
    const [table] = await Promise.all([page.waitForEvent("download"), page.click("text=Save as csv")]);
    const saved = readFileSync(await table.path(), "utf8");
    expect(saved).toMatch(/^start,end,label,sure,neutral,calm,.*,why\n0\.000,/);
    expect(saved).not.toContain("NaN");
    await page.context().close();
  }, 180_000);

  test("a recording that is dropped is heard to its end by whoever is chosen meanwhile", async () => {
    const page = await open({ width: 1280, colorScheme: "light" });
    await page.click("text=With a speech encoder");
    await page.waitForSelector("text=as heard in ravdess", { timeout: 60_000 });
    const samples = joined(Array.from({ length: 30 }, () => speech.samples));
    const long = Buffer.from(encodeWav({ ...speech, samples })).toString("base64");
    await page.locator("section", { has: page.locator("#file") }).evaluate((place, base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], "long.wav"));
      place.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, long);
    await page.waitForSelector("text=are being listened to");
    await page.click("text=gets to know your voice");
    await page.waitForSelector("h3:text-is('long.wav')", { timeout: 30_000 });
    expect(await page.locator("text=are being listened to").count()).toBe(0);
    expect(await page.locator("[role=alert]").count()).toBe(0);
    await page.context().close();
  }, 120_000);

  test("with the speech encoder a recording is answered as in Node", async () => {
    const page = await open({ width: 1280, colorScheme: "light" });
    await page.click("text=With a speech encoder");
    await page.waitForSelector("text=as heard in ravdess", { timeout: 60_000 });
    await page.setInputFiles("input[aria-label='A recording']", {
      ...{ name: "talk.wav", mimeType: "audio/wav", buffer: wav },
    });
    await page.waitForSelector("h3:text-is('talk.wav')", { timeout: 60_000 });
    const [table] = await Promise.all([page.waitForEvent("download"), page.click("text=Save as csv")]);
    const lines = readFileSync(await table.path(), "utf8")
      .trim()
      .split("\n");
    const [header, ...rows] = lines.map((line) => line.split(","));
    const weights = readFileSync(new URL("../../weights/ravdess.onnx", import.meta.url));
    const recogniser = await loadRecogniser(weights, { threads: 1 });
    const parts = await predictTimeline(recogniser, (await decodeAudio(wav, "talk.wav")).audio);
    await recogniser.release();
    expect(rows.map((row) => row[header.indexOf("label")])).toEqual(parts.map(({ label }) => label ?? ""));
    let answered = 0;
    for (const [i, part] of parts.entries()) {
      if (part.label === null) continue;
      answered++;
      for (const [label, probability] of Object.entries(part.probabilities))
        expect(Math.abs(Number(rows[i][header.indexOf(label)]) - probability), label).toBeLessThan(1e-4);
    }
    expect(answered).toBeGreaterThan(0);
    await page.context().close();
  }, 120_000);

  test("the element of the example listens, in a plain Vite project", async () => {
    complaints.length = 0;
    await build({
      root: EXAMPLE,
      logLevel: "error",
      build: { outDir: join(folder, "example"), emptyOutDir: true },
    });
    const plain = await serveFolder(join(folder, "example"));
    const page = await open({ width: 1280, colorScheme: "light" }, plain.url);
    await page.click("button:text-is('Listen')");
    await page.waitForSelector("output:text-matches('sounds|not sure')");
    await page.waitForSelector("#loudest:has-text('dBFS')");
    await page.click("button:text-is('Stop')");
    const tracks = await slowMicrophone(page);
    await page.evaluate(`(() => {
      const element = document.querySelector("prosodia-live");
      element.start();
      element.start();
    })()`);
    await page.click("button:text-is('Stop')");
    await expect.poll(tracks).toEqual(["ended", "ended"]);
    await page.evaluate(`(() => {
      const element = document.querySelector("prosodia-live");
      element.start();
      element.remove();
    })()`);
    await expect.poll(tracks).toEqual(["ended", "ended", "ended"]);
    expect(complaints).toEqual([]);
    await page.context().close();
    plain.close();
  }, 60_000);
});
