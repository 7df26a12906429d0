import { expect, test } from "vitest";
import { type PlottedClip, plotCorpus } from "./plot-corpus.ts";

/** Twelve clips of each of two men and two women, half of them angry: longer, and the men's louder. */
const clips = ["1", "2", "9", "10"].flatMap((speaker, i) =>
  Array.from({ length: 12 }, (_, take): PlottedClip => {
    const sex = i % 2 === 0 ? "male" : "female";
    const isAngry = take % 2 === 0;
    return {
      speaker,
      sex,
      label: isAngry ? "angry" : "calm",
      seconds: (isAngry ? 4 : 2) + take / 100,
      levelDb: (sex === "male" ? -10 : -30) + take / 10,
    };
  }),
);
const svg = plotCorpus(clips, { title: "toy" });

/** x, y, width and height of the filled shapes of a panel, by its title. */
function shapesOf(title: string): { x: number; y: number; height: number; fill: string }[] {
  const panel = svg.split("<clipPath").find((part) => part.includes(`>${title}<`)) ?? "";
  return [...panel.matchAll(/<rect x="(\S+)" y="(\S+)" width="\S+" height="(\S+)" fill="(#\w+)"/g)].map(
    ([, x, y, height, fill]) => ({ x: Number(x), y: Number(y), height: Number(height), fill }),
  );
}

test("bars count clips, boxes show durations and levels, by label and by speaker", () => {
  for (const title of ["clips by label", "duration by speaker", "level of loud sounds by label"]) {
    expect(svg).toContain(`>${title}<`);
  }
  const bars = shapesOf("clips by label").slice(0, 4);
  // both labels have as many clips of both sexes
  for (const bar of bars) expect(bar.height).toBeCloseTo(bars[0].height, 0);
  expect(new Set(bars.map(({ fill }) => fill)).size).toBe(2);
  const durations = shapesOf("duration by label");
  expect(durations).toHaveLength(4);
  expect(durations[0].y).toBeLessThan(durations[2].y);
  const levels = shapesOf("level of loud sounds by speaker");
  // speakers in the order of their numbers: 1 and 9 are men
  expect(levels.map(({ y }) => y < 60)).toEqual([true, false, true, false]);
  const names = [...svg.matchAll(/text-anchor="middle">(\d+)</g)].map(([, name]) => name);
  expect(names.slice(0, 4)).toEqual(["1", "2", "9", "10"]);
  expect(svg).toContain(">male<");
});

test("every label has its name, cut where there is no room", () => {
  const labels = ["angry", "calm", "disgust", "fearful", "happy", "neutral", "sad", "surprised"];
  const many = labels.flatMap((label) =>
    [1, 2].map((speaker) => ({ ...clips[0], label, speaker: String(speaker) })),
  );
  const wide = plotCorpus(many, { title: "wide" });
  for (const label of labels) expect(wide).toContain(`>${label}<`);
  const narrow = plotCorpus(many, { title: "narrow", width: 700 });
  expect(narrow.match(/text-anchor="middle">sur…</)).not.toBeNull();
});

test("what is not known takes no room; one clip is a dot", () => {
  const plain = plotCorpus([{ seconds: 1, levelDb: -20 }], { title: "one" });
  expect(plain).toContain(">clips by clip<");
  expect(plain).not.toMatch(/by label|by speaker|unknown<|NaN|Infinity|undefined/);
  expect(plain.split("<circle")).toHaveLength(3);
  const labelled = plotCorpus([{ label: "sad", seconds: 1, levelDb: -20 }], { title: "one" });
  expect(labelled).toContain(">clips by label<");
  expect(labelled).not.toContain("by speaker");
});
