/** What runs in a page of a headless Chromium gives what it gives in Node: losses, weights, exports, features. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { assertClose } from "../assert-close.ts";
import { PACKAGED_BYTES } from "../encoders.ts";
import { hashedFeatures } from "../golden-networks.ts";
import { chromiumPath, EXAMPLE, launchChromium, NO_CHROMIUM, type OpenPage, openPage } from "./chromium.ts";
import {
  encodeVowel,
  extractAll,
  fitClusters,
  NETWORKS,
  probabilitiesOf,
  type Run,
  speechIn,
  trainHashed,
} from "./runs.ts";

const PAGE = `${import.meta.dirname}/page`;

describe("in Chromium", () => {
  let browser: Browser;
  let open: OpenPage;
  beforeAll(async () => {
    if (chromiumPath === undefined) return;
    browser = await launchChromium(chromiumPath);
    open = await openPage(browser, PAGE);
    await open.page.evaluate("setThreads(1)");
  });
  afterAll(async () => {
    if (chromiumPath === undefined) return;
    await open.close();
    await browser.close();
  });
  beforeEach(({ skip }) => skip(chromiumPath === undefined, NO_CHROMIUM));

  for (const name of ["wigglenet", "timnet", "mlp"] as const) {
    test(`twenty steps of ${name} are Node's, and the exported file gives the same in both`, async () => {
      const node = await trainHashed(name);
      const page = await open.page.evaluate<Run>(`trainHashed("${name}")`);
      expect(node.losses).toHaveLength(20);
      expect(page.losses[19]).toBeLessThan(page.losses[0]);
      assertClose(page.losses, node.losses, { absolute: 1e-3 }, "losses");
      expect(page.weights.map(([tensor]) => tensor)).toEqual(node.weights.map(([tensor]) => tensor));
      for (const [i, [tensor, numbers]] of node.weights.entries())
        assertClose(page.weights[i][1], numbers, { absolute: 1e-3 }, tensor);
      const { shape, labels } = NETWORKS[name];
      const rows = page.probabilities.length / labels;
      const x = hashedFeatures(shape, rows);
      const ran = await probabilitiesOf(Uint8Array.from(page.onnx), x, [rows, ...shape]);
      assertClose(ran, page.probabilities, { absolute: 1e-4 }, "the page's file in Node");
      assertClose(page.probabilities, node.probabilities, { absolute: 1e-3 }, "probabilities");
    });
  }

  test("an isolated page has threads, which change nothing", async () => {
    const { page, close } = await openPage(browser, PAGE);
    expect(await page.evaluate("crossOriginIsolated")).toBe(true);
    const two = await page.evaluate<Run>('setThreads(2); trainHashed("mlp")');
    await close();
    const one = await open.page.evaluate<Run>('trainHashed("mlp")');
    assertClose(two.losses, one.losses, { absolute: 1e-5 });
  });

  test("a fit with a validation side, mixup and averaged weights is Node's", async () => {
    type History = Awaited<ReturnType<typeof fitClusters>>;
    const page = await open.page.evaluate<History>("fitClusters()");
    const node = await fitClusters();
    expect(node).toHaveLength(5);
    for (const key of ["loss", "validationLoss"] as const) {
      const curve = (history: History) => history.map((one) => one[key] ?? Number.NaN);
      assertClose(curve(page), curve(node), { absolute: 1e-3 }, key);
    }
  });

  test("features are Node's", async () => {
    const page = new Map(await open.page.evaluate<[string, number[]][]>("extractAll()"));
    for (const [id, numbers] of extractAll())
      assertClose(page.get(id) ?? [], numbers, { relative: 1e-6 }, id);
  });

  // What the encoder computes is rounded to 8 bits between its operators. Sums that another machine adds in another order may
  // fall to the other side, and then a whole step apart: the third layer, which adds up most, shows it.
  test("the encoder's first two layers are Node's, and its third is near", async () => {
    const file = Buffer.from(PACKAGED_BYTES).toString("base64");
    const page = await open.page.evaluate<number[]>(`encodeVowel("${file}")`);
    const node = await encodeVowel(file);
    expect(node).toHaveLength(3456);
    const early = (all: number[]) => all.filter((_, i) => i % 1152 < 768);
    assertClose(early(page), early(node), { absolute: 1e-4 });
    const length = (all: number[]) => Math.sqrt(all.reduce((sum, value) => sum + value * value, 0));
    expect(length(page.map((value, i) => value - node[i]))).toBeLessThan(0.1 * length(node));
  });

  test("the speech gate hears what it hears in Node", async () => {
    const page = await open.page.evaluate<number[]>("speechIn()");
    expect(page).toEqual(speechIn());
    expect(page[0]).toBe(0);
    expect(page[1]).toBeGreaterThan(4);
  });

  test("examples/train-in-browser learns, and offers its network", async () => {
    const { page, close } = await openPage(browser, EXAMPLE);
    await page.locator("a").waitFor();
    expect(await page.locator("#progress").textContent()).toMatch(/^600 steps, loss 0\.[01]/);
    const onnx = await page.evaluate<number[]>(
      'fetch(document.querySelector("a").href).then(async (file) => [...new Uint8Array(await file.arrayBuffer())])',
    );
    const arms = [0, 1, 2].map((label) => 4 + (2 * Math.PI * label) / 3);
    const points = Float32Array.from(arms.flatMap((angle) => [0.8 * Math.cos(angle), 0.8 * Math.sin(angle)]));
    const probabilities = await probabilitiesOf(Uint8Array.from(onnx), points, [3, 2]);
    for (const label of [0, 1, 2]) expect(probabilities[4 * label], `arm ${label}`).toBeGreaterThan(0.8);
    await close();
  });
});
