/** examples/predict-in-browser, built and served as plain files: it answers as Node does, and what it weighs has a limit. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { encodeWav } from "../../src/audio/wav.ts";
import { loadRecogniser, type Prediction } from "../../src/recogniser/index.ts";
import { noise, synthesise, voices } from "../../src/synth/index.ts";
import { weighPage } from "../../tools/weigh.ts";
import { chromiumPath, launchChromium, NO_CHROMIUM } from "./chromium.ts";
import { type StaticServer, serveFolder } from "./static-server.ts";

const EXAMPLE = resolve(import.meta.dirname, "../../examples/predict-in-browser");

/** Bytes of gzip; README states them. */
const LIMITS = { code: 200_000, wasm: 4_000_000, decoder: 65_000 };

const speech = synthesise({
  ...{ voice: voices[1], sentence: "kids", emotion: "angry", intensity: "strong", take: 1, seed: 1 },
} as const);

test("a page that predicts fetches no more than the README says", async () => {
  const { code, wasm, decoders } = await weighPage();
  expect(code).toBeGreaterThan(50_000);
  expect(code).toBeLessThan(LIMITS.code);
  expect(wasm).toBeGreaterThan(1_000_000);
  expect(wasm).toBeLessThan(LIMITS.wasm);
  expect(Object.keys(decoders)).toContain("opus-decoder");
  for (const [name, bytes] of Object.entries(decoders)) expect(bytes, name).toBeLessThan(LIMITS.decoder);
});

describe("in Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), "prosodia-page-"));
  const complaints: string[] = [];
  let browser: Browser;
  let server: StaticServer;
  let page: Page;
  let expected: Prediction;

  beforeAll(async () => {
    if (chromiumPath === undefined) return;
    await build({ root: EXAMPLE, logLevel: "error", build: { outDir: folder, emptyOutDir: true } });
    const recogniser = await loadRecogniser(
      readFileSync(new URL("../../weights/ravdess.onnx", import.meta.url)),
    );
    expected = await recogniser.predict(speech);
    await recogniser.release();
    browser = await launchChromium(chromiumPath);
    server = await serveFolder(folder);
    page = await browser.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("request", (request) => {
      if (!request.url().startsWith(server.url) && !/^(blob|data):/.test(request.url()))
        complaints.push(request.url());
    });
    await page.goto(server.url);
    await page.getByText("Ready: neutral, calm,").waitFor();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    if (chromiumPath === undefined) return;
    await browser.close();
    server.close();
    expect(complaints).toEqual([]);
  });
  beforeEach(({ skip }) => skip(chromiumPath === undefined, NO_CHROMIUM));

  async function answerTo(name: string, buffer: Buffer): Promise<string | null> {
    await page.setInputFiles("input", { name, mimeType: "application/octet-stream", buffer });
    await page.getByText(`${name}:`).waitFor();
    return page.locator("output").textContent();
  }

  test("the page is not isolated, and a recording is answered as in Node", async () => {
    expect(await page.evaluate("crossOriginIsolated")).toBe(false);
    const answer = await answerTo("talk.wav", Buffer.from(encodeWav(speech)));
    const [, label, percent] = /^talk\.wav: (\w+), (\d+) %/.exec(answer ?? "") ?? [];
    expect(label).toBe(expected.label);
    expect(Number(percent)).toBe(Math.round(100 * expected.probabilities[label]));
  });

  test("what a browser records is decoded by it", async () => {
    const wav = Buffer.from(encodeWav(speech)).toString("base64");
    const webm = await page.evaluate<string>(`(async () => {
      const context = new AudioContext();
      const bytes = Uint8Array.from(atob("${wav}"), (letter) => letter.charCodeAt(0));
      const source = new AudioBufferSourceNode(context, { buffer: await context.decodeAudioData(bytes.buffer) });
      const to = context.createMediaStreamDestination();
      source.connect(to);
      const recorder = new MediaRecorder(to.stream, { mimeType: "audio/webm" });
      const parts = [];
      recorder.ondataavailable = ({ data }) => parts.push(data);
      const stopped = new Promise((done) => { recorder.onstop = done; });
      source.onended = () => recorder.stop();
      recorder.start();
      source.start();
      await stopped;
      return btoa(String.fromCharCode(...new Uint8Array(await new Blob(parts).arrayBuffer())));
    })()`);
    const answer = await answerTo("talk.webm", Buffer.from(webm, "base64"));
    expect(answer).toMatch(/^talk\.webm: \w+, \d+ %/);
  });

  test("what cannot be answered is a sentence", async () => {
    expect(await answerTo("notes.txt", Buffer.from("nothing that sounds"))).toMatch(
      /^notes\.txt: is not audio that Prosodia reads: expected WAV, .*, got a text file\.$/,
    );
    const hiss = Buffer.from(encodeWav(noise()));
    await page.setInputFiles("input", { name: "hiss.wav", mimeType: "audio/wav", buffer: hiss });
    await page.getByText("it is noise").waitFor();
  });
});
