import { expect, test } from "vitest";
import type { Clip } from "../corpus/corpus.ts";
import { auditFolds } from "./audit.ts";
import { rowsOf } from "./fold-rows.ts";
import { overlapsOf } from "./overlaps.ts";
import { separateTwins } from "./twins.ts";

function part(id: string, startSeconds?: number, endSeconds?: number, channel?: number, path = "/a"): Clip {
  const segment = {
    startSeconds: startSeconds ?? 0,
    ...(endSeconds === undefined ? {} : { endSeconds }),
    ...(channel === undefined ? {} : { channel }),
  };
  return { id, path, corpus: "csv", ...(startSeconds === undefined ? {} : { segment }) };
}

test("parts of one file overlap where they share audio, beyond the rounding of tables", () => {
  const clips = [part("a", 0, 2), part("b", 1, 3), part("c", 2, 4), part("d", 3.98, 5), part("e", 4.5)];
  expect(overlapsOf([...clips, part("other", 0, 9, undefined, "/b")])).toEqual(
    new Map([
      ["a", ["b"]],
      ["b", ["a", "c"]],
      ["c", ["b"]],
      ["d", ["e"]],
      ["e", ["d"]],
    ]),
  );
});

test("a whole file overlaps all of its parts; channels do not overlap each other, but their mean", () => {
  expect(overlapsOf([part("whole"), part("x", 1, 2), part("y", 5)]).get("whole")).toEqual(["x", "y"]);
  expect(overlapsOf([part("left", 0, 2, 1), part("right", 0, 2, 2), part("both", 0, 2)])).toEqual(
    new Map([
      ["left", ["both"]],
      ["right", ["both"]],
      ["both", ["left", "right"]],
    ]),
  );
  expect(overlapsOf([part("whole"), part("again")]).size).toBe(0);
});

test("training clips that overlap a test clip are left out, and the audit finds those that are not", () => {
  const clips = [part("a", 0, 2), part("b", 1, 3), part("c", 2, 4), part("d", 4, 5)];
  const digests = new Map(clips.map(({ id }) => [id, `digest of ${id}`]));
  const fold = { name: "fold-1", train: ["b", "c", "d"], test: ["a"] };
  const { folds, dropped } = separateTwins([fold], digests, overlapsOf(clips));
  expect(folds[0].train).toEqual(["c", "d"]);
  expect(dropped).toEqual([{ fold: "fold-1", clipId: "b", twinOf: "a", how: "overlapping" }]);
  const audit = (one: typeof fold) =>
    auditFolds({ folds: [rowsOf(one, 0)], clips, digests, apart: null, seen: [] }).map(
      ({ kind, clipIds, message }) => ({
        kind,
        clipIds,
        message,
      }),
    );
  expect(audit(fold)).toEqual([
    {
      kind: "overlapping-audio",
      clipIds: ["a", "b"],
      message: "the audio of the clip a (tested) and the clip b (trained on) overlaps",
    },
  ]);
  expect(audit({ ...fold, train: ["c", "d"] })).toEqual([]);
});
