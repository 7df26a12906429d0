import { describe, expect, test } from "vitest";
import { LeakError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import type { Clip } from "../corpus/corpus.ts";
import { type AuditInput, assertNoLeaks, auditFolds, type FoldSeen } from "./audit.ts";
import { type FoldRows, rowsOf } from "./fold-rows.ts";
import { splits } from "./split/index.ts";
import { separateTwins } from "./twins.ts";

const CLIPS: Clip[] = Array.from({ length: 24 }, (_, i) => ({
  id: `c${String(i).padStart(2, "0")}`,
  path: "/x",
  corpus: "toy",
  label: i % 2 === 0 ? "calm" : "sad",
  speaker: `${i % 6}`,
  sentence: i < 12 ? "dogs" : "kids",
  take: i % 4 < 2 ? "1" : "2",
}));
const DIGESTS = new Map(CLIPS.map((clip) => [clip.id, `digest of ${clip.id}`]));

function sides(train: readonly string[], test: readonly string[], name = "fold-1"): FoldRows {
  return rowsOf({ name, train, test }, 1);
}

function audit(input: Partial<AuditInput>): string[] {
  const base = { folds: [], clips: CLIPS, digests: DIGESTS, apart: null, seen: [] };
  return auditFolds({ ...base, ...input }).map((finding) => `${finding.kind}: ${finding.message}`);
}

describe("audit", () => {
  test.each(["random", "speaker", "sentence", "take"])("finds nothing in %s", (protocol) => {
    const split = splits.find(protocol);
    const folds = split.split(CLIPS, { folds: 3, testShare: 0.2, copies: 2 }, createRandom(1));
    const seen = folds.flatMap(({ name, train }): FoldSeen[] => [
      { what: "standardise", how: "fitted", fold: name, clipIds: train },
      { what: "best epoch", how: "chosen", fold: name, clipIds: train.slice(0, 2) },
    ]);
    const rows = folds.map((fold) => rowsOf(fold, 2));
    expect(audit({ folds: rows, apart: split.apart, seen })).toEqual([]);
  });

  test("finds the clips that leaky has on both sides", () => {
    const folds = splits.get("leaky").split(CLIPS, { folds: 3, testShare: 0.2, copies: 2 }, createRandom(1));
    const findings = auditFolds({
      folds: folds.map((fold) => rowsOf(fold, 2)),
      clips: CLIPS,
      digests: DIGESTS,
      apart: null,
      seen: [],
    });
    expect(findings.map((finding) => [finding.kind, finding.fold])).toEqual([
      ["clip", "fold-1"],
      ["clip", "fold-2"],
      ["clip", "fold-3"],
    ]);
    expect(findings[0].clipIds.length).toBeGreaterThan(5);
  });

  test("a speaker who is on both sides under two spellings, unless they are said to differ", () => {
    const spell = (id: string, speaker: string): Clip => ({ id, path: "/x", corpus: "toy", speaker });
    const clips = [
      spell("a", "Ann"),
      spell("b", "ann "),
      spell("c", "bob"),
      spell("d", "07"),
      spell("e", "7.0"),
    ];
    const input = {
      clips,
      digests: new Map(clips.map(({ id }) => [id, id])),
      folds: [sides(["b", "c", "d"], ["a", "e"])],
      apart: "speaker" as const,
    };
    expect(audit(input)).toEqual([
      'speaker: the speaker "Ann" = "ann " is on both sides: the clip a tested, the clip b trained on',
      'speaker: the speaker "7.0" = "07" is on both sides: the clip e tested, the clip d trained on',
    ]);
    expect(audit({ ...input, spellingsApart: true })).toEqual([]);
  });

  test("a clip on both sides, be it as a copy", () => {
    const fold: FoldRows = {
      name: "fold-1",
      train: [
        { clipId: "c00", copy: 1 },
        { clipId: "c02", copy: 0 },
      ],
      test: [{ clipId: "c00", copy: 0 }],
      enrol: [],
    };
    expect(audit({ folds: [fold] })).toEqual(["clip: the clip c00 is on both sides"]);
  });

  test("a clip that is set aside to know a speaker by, and tested or trained on all the same", () => {
    const key = (clipId: string) => ({ clipId, copy: 0 });
    const fold: FoldRows = {
      name: "fold-1",
      train: [key("c02")],
      test: [key("c00")],
      enrol: ["c00", "c02", "c04"],
    };
    expect(audit({ folds: [fold] })).toEqual([
      "clip: the clips c00, c02, set aside to know a speaker by, are also tested or trained on",
    ]);
  });

  test("identical audio names both clips", () => {
    const digests = new Map(DIGESTS).set("c05", "digest of c01");
    expect(audit({ folds: [sides(["c00", "c05"], ["c01", "c02"])], digests })).toEqual([
      "identical-audio: the audio of the clip c01 (tested) and the clip c05 (trained on) is identical",
    ]);
    expect(audit({ folds: [sides(["c01", "c05"], ["c02"])], digests })).toEqual([]);
  });

  test.each([
    ["speaker", "the speaker 0 is on both sides: the clip c00 tested, the clips c06, c12 trained on"],
    ["sentence", "the sentence dogs is on both sides: the clip c00 tested, the clip c06 trained on"],
    ["take", "the take 1 is on both sides: the clip c00 tested, the clip c12 trained on"],
  ] as const)("the %s that the protocol keeps apart", (apart, message) => {
    const folds = [sides(["c06", "c12"], ["c00"])];
    expect(audit({ folds, apart })).toEqual([`${apart}: ${message}`]);
    expect(audit({ folds })).toEqual([]);
  });

  test("what was fitted or chosen outside the training side", () => {
    const folds = [sides(["c00", "c01"], ["c02"])];
    const fitted = (what: string, fold: string, ...clipIds: string[]): FoldSeen => ({
      ...{ what, how: "fitted", fold, clipIds },
    });
    const chosen = (fold: string, ...clipIds: string[]): FoldSeen => ({
      ...{ what: "best epoch", how: "chosen", fold, clipIds },
    });
    expect(
      audit({
        folds,
        seen: [
          fitted("standardise", "fold-1", "c00", "c02"),
          fitted("svm", "fold-1", "c00", "c01"),
          fitted("select-k-best", "fold-1", "c01", "c03"),
          chosen("fold-1", "c02"),
          chosen("fold-9", "c00"),
        ],
      }),
    ).toEqual([
      "fitted: a standardise was fitted on the clip c02 of the test side",
      "fitted: a select-k-best was fitted on the clip c03 outside the training side",
      "chosen: a best epoch was chosen on the clip c02 of the test side",
      "chosen: a best epoch was chosen on the clip c00 outside the training side",
    ]);
  });

  test("what cannot be checked is a finding", () => {
    const digests = new Map(DIGESTS);
    digests.delete("c01");
    const clips = CLIPS.filter((clip) => clip.id !== "c00").map(({ take: _, ...clip }): Clip => clip);
    expect(audit({ folds: [sides(["c02"], ["c00", "c01"])], digests, clips, apart: "take" })).toEqual([
      "unchecked: the clip c00 cannot be checked: not in the corpus",
      "unchecked: the audio of the clip c01 cannot be checked: no digest",
      "unchecked: the take of the clips c00, c01, c02 cannot be checked: it is not known",
    ]);
  });

  test("the error names five findings of five clips each, and how many more", () => {
    const ids = CLIPS.map((clip) => clip.id);
    const folds = Array.from({ length: 7 }, (_, i) =>
      sides(ids.slice(0, 6 + i), ids.slice(0, 6), `fold-${i}`),
    );
    const findings = auditFolds({
      folds,
      clips: CLIPS,
      digests: DIGESTS,
      apart: null,
      seen: [],
    });
    expect(() => assertNoLeaks(findings)).toThrow(LeakError);
    expect(() => assertNoLeaks(findings)).toThrow(
      "leak audit: the training side knows the test side: " +
        "fold-0: the clips c00, c01, c02, c03, c04 and 1 more are on both sides; fold-1: ",
    );
    expect(() => assertNoLeaks(findings)).toThrow(/; and 2 more\. No score of this run can be trusted/);
    expect(() => assertNoLeaks([])).not.toThrow();
  });
});

describe("twins", () => {
  const digests = new Map(DIGESTS).set("c05", "digest of c01").set("c06", "digest of c01");

  test("training twins of a test clip are left out of that fold, and listed", () => {
    const folds = [
      { name: "fold-1", train: ["c00", "c05", "c06"], test: ["c01"] },
      { name: "fold-2", train: ["c01", "c00"], test: ["c05", "c06"] },
      { name: "fold-3", train: ["c01", "c05"], test: ["c00"] },
    ];
    const { folds: separated, dropped } = separateTwins(folds, digests);
    expect(separated.map((fold) => fold.train)).toEqual([["c00"], ["c00"], ["c01", "c05"]]);
    expect(separated.map((fold) => fold.test)).toEqual(folds.map((fold) => fold.test));
    expect(dropped).toEqual([
      { fold: "fold-1", clipId: "c05", twinOf: "c01", how: "identical" },
      { fold: "fold-1", clipId: "c06", twinOf: "c01", how: "identical" },
      { fold: "fold-2", clipId: "c01", twinOf: "c06", how: "identical" },
    ]);
    expect(audit({ folds: separated.map((fold) => rowsOf(fold, 0)), digests })).toEqual([]);
  });

  test("a clip without a digest is a defect", () => {
    expect(() => separateTwins([{ name: "f", train: ["zz"], test: ["c00"] }], digests)).toThrow(
      "the clip zz has no digest",
    );
  });
});
