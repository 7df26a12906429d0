import { unzlibSync } from "fflate";
import { expect, test } from "vitest";
import { mel } from "../features/mel.ts";
import { plotFeatures } from "../plot/index.ts";
import { synthesise, voices } from "../synth/index.ts";
import { svgToPdf } from "./svg-to-pdf.ts";

const utterance = {
  voice: voices[1],
  sentence: "kids",
  emotion: "calm",
  intensity: "normal",
  take: 1,
  seed: 1,
} as const;
const svg = plotFeatures([{ name: "clip", audio: synthesise(utterance) }], [{ definition: mel, params: {} }]);

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

test("a page of the picture's size, whose table says where its objects are", async () => {
  const pdf = latin(await svgToPdf(svg));
  expect(pdf.startsWith("%PDF-1.4\n")).toBe(true);
  expect(pdf).toContain("/MediaBox [0 0 900 600]");
  const table = Number(/startxref\n(\d+)/.exec(pdf)?.[1]);
  expect(pdf.slice(table, table + 4)).toBe("xref");
  const places = [...pdf.slice(table).matchAll(/^(\d{10}) 00000 n/gm)].map(([, place]) => Number(place));
  expect(places.length).toBeGreaterThan(4);
  for (const [i, place] of places.entries())
    expect(pdf.slice(place)).toMatch(new RegExp(`^${i + 1} 0 obj\\n`));
});

test("lines and letters are shapes, the spectrogram is a bitmap, and every state is restored", async () => {
  const bytes = Buffer.from(await svgToPdf(svg));
  expect(latin(bytes).split("/Subtype /Image").length - 1).toBeGreaterThanOrEqual(1);
  const content = streamsOf(bytes)
    .map((stream) => latin(unzlibSync(stream)))
    .find((text) => text.includes(" cm"));
  const count = (pattern: RegExp): number => content?.match(pattern)?.length ?? 0;
  expect(count(/(^|\n)q /g)).toBe(count(/(^|\n| )Q(?=\n|$)/g));
  expect(count(/ W n/g)).toBeGreaterThan(1);
  expect(count(/\/Im\d+ Do/g)).toBeGreaterThanOrEqual(1);
  expect(count(/ c /g)).toBeGreaterThan(100);
  expect(content).not.toMatch(/NaN|undefined|\de-/);
});

function streamsOf(bytes: Buffer): Buffer[] {
  const streams: Buffer[] = [];
  for (const { index, 0: head, 1: length } of latin(bytes).matchAll(/\/Length (\d+) >>\nstream\n/g)) {
    streams.push(bytes.subarray(index + head.length, index + head.length + Number(length)));
  }
  return streams;
}

test("halos lie beneath their letters", async () => {
  const haloed =
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><text x="10" y="50" fill="#ff0000" stroke="#ffffff" stroke-width="4" paint-order="stroke">a</text></svg>';
  const [content] = streamsOf(Buffer.from(await svgToPdf(haloed))).map((stream) => latin(unzlibSync(stream)));
  const [stroke, fill] = [content.indexOf(" S"), content.lastIndexOf(" f")];
  expect(stroke).toBeGreaterThan(0);
  expect(fill).toBeGreaterThan(stroke);
});
