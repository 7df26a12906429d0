/** Pages in a headless Chromium, where the machine has one. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { serve } from "../../examples/train-in-browser/serve.ts";

const KNOWN = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** PROSODIA_CHROMIUM, or the first of the places where one is usually found; undefined if there is none. */
export const chromiumPath: string | undefined = process.env.PROSODIA_CHROMIUM ?? KNOWN.find(existsSync);

export const NO_CHROMIUM = `no Chromium: set PROSODIA_CHROMIUM to one, or install one at ${KNOWN.join(" or ")}`;

export const EXAMPLE = resolve(import.meta.dirname, "../../examples/train-in-browser");

export function launchChromium(executablePath: string, args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath, args: ["--no-sandbox", ...args] });
}

/** A microphone into which a recording is spoken, over and over. */
export function fakeMicrophone(wavFile: string): string[] {
  return [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    `--use-file-for-fake-audio-capture=${wavFile}`,
  ];
}

export interface OpenPage {
  readonly page: Page;
  /** @throws Error with whatever the page complained about */
  close(): Promise<void>;
}

/** Serves a folder and opens its page. */
export async function openPage(browser: Browser, folder: string): Promise<OpenPage> {
  const { server, url } = await serve(folder, 0);
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(url);
  return {
    page,
    async close() {
      await page.close();
      server.close();
      server.closeAllConnections();
      if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join("; ")}`);
    },
  };
}
