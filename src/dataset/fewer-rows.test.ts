import { describe, expect, test } from "vitest";
import { createRandom } from "../base/random.ts";
import { type DrawnClip, fewerRows } from "./fewer-rows.ts";

const LABELS = ["angry", "calm", "sad"];
/** 6 speakers x 3 labels x 4 takes, each with one copy. */
const clips = new Map<string, DrawnClip>(
  Array.from({ length: 72 }, (_, i): [string, DrawnClip] => [
    `clip-${String(i).padStart(2, "0")}`,
    { label: LABELS[i % 3], speaker: `s${Math.floor(i / 12)}` },
  ]),
);
const rows = [...clips.keys()].flatMap((clipId) => [0, 1].map((copy) => ({ clipId, copy })));
const speakerless = (id: string): DrawnClip => ({ label: clips.get(id)?.label ?? "" });
const known = (id: string): DrawnClip => clips.get(id) ?? { label: "" };
const draw = (share: number, clipOf: (id: string) => DrawnClip, from = rows) =>
  fewerRows(from, share, clipOf, createRandom(1));

describe("of single clips", () => {
  test("every label has its share, with all copies, in the order of the rows", () => {
    const drawn = draw(0.25, speakerless);
    for (const label of LABELS) {
      expect(drawn.filter(({ clipId }) => known(clipId).label === label)).toHaveLength(2 * 6);
    }
    expect(drawn.map(({ copy }) => copy).slice(0, 4)).toEqual([0, 1, 0, 1]);
    expect(rows.filter((row) => drawn.includes(row))).toEqual(drawn);
  });

  test("a rare label keeps one clip", () => {
    const few = rows.filter(({ clipId }, i) => known(clipId).label !== "sad" || i < 6);
    const drawn = draw(0.125, speakerless, few);
    expect(new Set(drawn.map(({ clipId }) => known(clipId).label)).size).toBe(3);
  });
});

test("whole speakers are drawn where they are given", () => {
  const speakers = new Map<string | undefined, number>();
  for (const { clipId } of draw(0.5, known)) {
    const { speaker } = known(clipId);
    speakers.set(speaker, (speakers.get(speaker) ?? 0) + 1);
  }
  expect([...speakers.values()]).toEqual([24, 24, 24]);
});

test("as many speakers as have every label between them", () => {
  const specialist = (id: string): DrawnClip => ({ ...known(id), label: known(id).speaker ?? "" });
  expect(draw(0.125, specialist)).toHaveLength(rows.length);
});

test("smaller parts are parts of larger ones, whatever the order of the rows", () => {
  for (const clipOf of [speakerless, known]) {
    const [quarter, half] = [draw(0.25, clipOf), draw(0.5, clipOf)];
    expect(half.length).toBeGreaterThan(quarter.length);
    expect(quarter.every((row) => half.includes(row))).toBe(true);
    const turned = draw(0.25, clipOf, rows.toReversed());
    expect(new Set(turned)).toEqual(new Set(quarter));
  }
});
