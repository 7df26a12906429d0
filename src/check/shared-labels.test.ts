import { expect, test } from "vitest";
import { emodb } from "../corpus/emodb.ts";
import { ravdess } from "../corpus/ravdess.ts";
import { sameLabel } from "./shared-labels.ts";

test("EMO-DB's nouns are RAVDESS's adjectives", () => {
  const pairs = emodb.labels.map((label) => [label, sameLabel(label, ravdess.labels)]);
  expect(Object.fromEntries(pairs)).toEqual({
    anger: "angry",
    boredom: undefined,
    disgust: "disgust",
    fear: "fearful",
    happiness: "happy",
    sadness: "sad",
    neutral: "neutral",
  });
});

test("the same name comes first, then the same spelling, then the same meaning", () => {
  expect(sameLabel("joy", ["happy", "joy"])).toBe("joy");
  expect(sameLabel("Joy", ["happy", "joy"])).toBe("joy");
  expect(sameLabel("joy", ["sad", "happy"])).toBe("happy");
  expect(sameLabel("pleasant_surprise", ["surprised"])).toBe("surprised");
  expect(sameLabel("a", ["b"])).toBeUndefined();
});
