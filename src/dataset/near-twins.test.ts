import { expect, test } from "vitest";
import { nearTwins } from "./near-twins.ts";

const DIGESTS = new Map([
  ["a", "sound"],
  ["a-copy", "sound"],
  ["a-quiet", "quiet sound"],
  ["b", "other"],
]);

test("a fold that trains on a test clip's recording names both, also where a copy of the found clip is there", () => {
  const folds = [
    { name: "across", train: ["a-quiet", "b"], test: ["a"] },
    { name: "a copy", train: ["a-copy", "b"], test: ["a-quiet"] },
    { name: "together", train: ["b"], test: ["a", "a-quiet"] },
    { name: "only identical", train: ["a", "a-quiet"], test: ["b"] },
  ];
  expect(nearTwins(folds, [["a", "a-quiet"]], DIGESTS)).toEqual([
    { fold: "across", twins: [{ clipId: "a-quiet", twinOf: "a" }] },
    { fold: "a copy", twins: [{ clipId: "a-copy", twinOf: "a-quiet" }] },
  ]);
});
