import { decode } from "fast-png";
import { expect, test } from "vitest";
import { svgToPng } from "../cli/svg-to-png.ts";
import { noise } from "../synth/index.ts";
import { hatchOf } from "./hatches.ts";
import { plotTimeline } from "./plot-timeline.ts";
import { minuteTicks } from "./ticks.ts";

const labels = ["calm", "sad", "angry"];
const audio = noise({ seconds: 100, sampleRate: 1000 });
const segments = [
  { startSeconds: 0, endSeconds: 20, label: null },
  { startSeconds: 20, endSeconds: 50, label: "angry" },
  { startSeconds: 50, endSeconds: 70, label: "calm" },
  { startSeconds: 70, endSeconds: 100, label: null },
];
const svg = plotTimeline(audio, segments, { name: "a<b>.wav", labels });

/** Fill, left edge and right edge of the boxes in lanes. */
function boxesOf(text: string): { fill: string; left: number; right: number }[] {
  return [...text.matchAll(/<rect x="(\S+)" width="(\S+)" y="\S+" height="\S+" fill="url\(#(\S+)\)"/g)].map(
    ([, x, width, fill]) => ({ fill, left: Number(x), right: Number(x) + Number(width) }),
  );
}

test("rows of a minute, a lane per label that was heard, times in minutes", () => {
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
  expect(texts).toContain("a&lt;b&gt;.wav over time");
  expect(texts.filter((one) => one === "angry")).toHaveLength(2);
  expect(texts).not.toContain("sad");
  expect(texts).toEqual(expect.arrayContaining(["0:00 – 1:00", "1:00 – 1:40", "0:30", "1:30", "no label"]));
});

test("a segment lies where it is in time, and on both rows that it reaches", () => {
  const boxes = boxesOf(svg);
  expect(boxes.map(({ fill }) => fill)).toEqual([
    "hatch-0-none",
    "hatch-0-2",
    "hatch-0-0",
    "hatch-60-0",
    "hatch-60-none",
  ]);
  for (const { fill } of boxes) expect(svg).toContain(`<pattern id="${fill}"`);
  const [nobody, angry, calm, after] = boxes;
  expect(nobody.left).toBe(0);
  expect(angry.left).toBeCloseTo(nobody.right, 1);
  expect(calm.left).toBeCloseTo(angry.right, 1);
  expect((angry.right - angry.left) / (nobody.right - nobody.left)).toBeCloseTo(1.5, 2);
  expect(after.right).toBeCloseTo((calm.right - calm.left) / 2, 1);
});

test("colour is never the only sign", () => {
  const linesOf = (index: number | null) =>
    hatchOf(index)
      .define("id")
      .replaceAll(/#\w{6}/g, "");
  const first = [null, 0, 1, 2, 3, 4, 5, 6, 7, 8].map(linesOf);
  expect(new Set(first).size).toBe(10);
  const many = Array.from({ length: 72 }, (_, i) => hatchOf(i).define("id"));
  expect(new Set(many).size).toBe(72);
});

test("an hour has no more than twelve rows, and becomes a PNG", async () => {
  const hour = { samples: new Float32Array(3600 * 1000), sampleRate: 1000 };
  const page = plotTimeline(hour, [{ startSeconds: 0, endSeconds: 3600, label: "sad" }], {
    name: "hour",
    labels,
  });
  expect(page.match(/clipPath id/g)).toHaveLength(12);
  const png = decode(await svgToPng(page));
  expect(png.width).toBe(1200);
});

test("less than a second has ticks too", () => {
  expect(minuteTicks(0, 0.4, 5).map(({ text }) => text)).toEqual([
    "0:00.0",
    "0:00.1",
    "0:00.2",
    "0:00.3",
    "0:00.4",
  ]);
  expect(minuteTicks(3540, 3720, 3).map(({ text }) => text)).toEqual([
    "59:00",
    "1:00:00",
    "1:01:00",
    "1:02:00",
  ]);
});
