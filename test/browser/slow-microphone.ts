/** A browser that takes its time to ask whether a page may use the microphone. */
import type { Page } from "playwright-core";

const SLOWLY = `(() => {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  globalThis.givenTracks = [];
  mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    await new Promise((resolve) => setTimeout(resolve, 400));
    givenTracks.push(...stream.getTracks());
    return stream;
  };
})()`;

/** @returns what becomes of the tracks that the page is given from now on, in order: "live" or "ended" */
export async function slowMicrophone(page: Page): Promise<() => Promise<unknown>> {
  await page.evaluate(SLOWLY);
  return () => page.evaluate("givenTracks.map((track) => track.readyState)");
}
