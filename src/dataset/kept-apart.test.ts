import { describe, expect, test } from "vitest";
import { createRandom } from "../base/random.ts";
import type { Clip } from "../corpus/corpus.ts";
import { keptApart } from "./kept-apart.ts";
import { splits } from "./split/index.ts";

function clips(speakers: readonly (string | undefined)[], sides: readonly ("train" | "test")[]): Clip[] {
  return sides.map((split, i) => ({
    ...{ id: `c${i}`, path: "/x", corpus: "toy", label: i % 2 === 0 ? "calm" : "sad", split },
    ...(speakers[i] === undefined ? {} : { speaker: speakers[i] }),
  }));
}

function apartOf(protocol: string, set: readonly Clip[]) {
  const split = splits.find(protocol);
  return keptApart(split, split.split(set, { folds: 2, testShare: 0.5, copies: 1 }, createRandom(1)), set);
}

describe("what sides have not in common", () => {
  const sides = ["train", "train", "train", "train", "test", "test"] as const;

  test("given sides without a common speaker are of new people", () => {
    expect(apartOf("given", clips(["a", "a", "b", "b", "c", "c"], sides))).toBe("speaker");
  });

  test("a speaker on both sides, in another spelling too, or one who is not known, is not apart", () => {
    expect(apartOf("given", clips(["a", "a", "b", "b", "c", "b"], sides))).toBeNull();
    expect(apartOf("given", clips(["a", "a", "b", "b", "c", "B "], sides))).toBeNull();
    expect(apartOf("given", clips(["a", "a", "b", "b", "c", undefined], sides))).toBeNull();
    expect(apartOf("given", clips(["a", "a", "b", undefined, "c", "c"], sides))).toBeNull();
  });

  test("what the protocol keeps apart is kept apart", () => {
    const set = clips(["a", "a", "b", "b"], ["train", "train", "test", "test"]);
    expect(apartOf("speaker", set)).toBe("speaker");
  });

  test("a protocol that leaks keeps nothing apart", () => {
    const set = clips(["a", "b", "c", "d", "e", "f"], sides);
    expect(apartOf("random", set)).toBe("speaker");
    expect(keptApart(splits.find("leaky"), [{ name: "f", train: ["c0"], test: ["c1"] }], set)).toBeNull();
  });
});
