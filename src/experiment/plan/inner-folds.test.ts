import { expect, test } from "vitest";
import type { Rows } from "../../dataset/rows.ts";
import { apartAmong, innerFolds } from "./inner-folds.ts";

test("clips that share audio are not on both sides of an inner fold, as parts or as copies", () => {
  const ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const rows: Rows = {
    keys: ids.map((clipId) => ({ clipId, copy: 0 })),
    columns: new Map(ids.map((id, i) => [id, { label: i % 2 === 0 ? "low" : "high" }])),
    target: "label",
    labels: ["high", "low"],
    normalised: null,
  };
  const digests = new Map(ids.map((id) => [id, id === "d" ? "c" : id]));
  const overlaps = new Map([
    ["a", ["b"]],
    ["b", ["a"]],
  ]);
  const folds = innerFolds(rows, 4, { seed: 1, apart: null, digests, overlaps });
  expect(folds.flatMap(({ asked }) => asked.clipIds).toSorted()).toEqual(ids);
  for (const [one, other] of [
    ["a", "b"],
    ["c", "d"],
  ]) {
    const fold = folds.find(({ asked }) => asked.clipIds.includes(one));
    expect(fold?.asked.clipIds).not.toContain(other);
    expect(fold?.train.keys.map(({ clipId }) => clipId)).not.toContain(other);
  }
});

test("a voice is known inside by clips in an order by chance, not by the first of its recordings", () => {
  const ids = Array.from({ length: 40 }, (_, i) => `c${String(i).padStart(2, "0")}`);
  const rows: Rows = {
    keys: ids.map((clipId) => ({ clipId, copy: 0 })),
    columns: new Map(ids.map((id, i) => [id, { label: i % 2 === 0 ? "low" : "high" }])),
    ...{ target: "label", labels: ["high", "low"], normalised: null },
  };
  const digests = new Map(ids.map((id) => [id, id]));
  const dealt = () => innerFolds(rows, 2, { seed: 1, apart: null, digests, overlaps: new Map() });
  for (const { asked } of dealt()) {
    expect(asked.enrol.toSorted()).toEqual(asked.clipIds);
    expect(asked.enrol).not.toEqual(asked.clipIds);
  }
  expect(dealt()).toEqual(dealt());
});

test("of one corpus alone its speakers are kept apart, where they are known", () => {
  const rows = (...columns: object[]) => ({
    keys: columns.map((_, i) => ({ clipId: `${i}`, copy: 0 })),
    columns: new Map(columns.map((one, i) => [`${i}`, { ...one }])),
  });
  const [a, b] = [
    { corpus: "x", speaker: "1" },
    { corpus: "x", speaker: "2" },
  ];
  expect(apartAmong(rows(a, b), "corpus")).toBe("speaker");
  expect(apartAmong(rows(a, { corpus: "y" }), "corpus")).toBe("corpus");
  expect(apartAmong(rows(a, { corpus: "x" }), "corpus")).toBeNull();
  expect(apartAmong(rows(a, a), "corpus")).toBeNull();
  expect(apartAmong(rows(a, b), "sentence")).toBe("sentence");
});
