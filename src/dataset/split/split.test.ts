import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../base/errors.ts";
import { createRandom } from "../../base/random.ts";
import type { Clip } from "../../corpus/corpus.ts";
import { rowsOf } from "../fold-rows.ts";
import { splits } from "./index.ts";
import type { Fold, SplitOptions } from "./split.ts";

const LABELS = ["angry", "calm", "happy", "neutral"];

/** A full design: every speaker says every sentence in every label, twice. */
function studio(speakers = 6): Clip[] {
  const clips: Clip[] = [];
  for (let speaker = 1; speaker <= speakers; speaker++) {
    for (const label of LABELS) {
      for (const sentence of ["dogs", "kids"]) {
        for (const take of ["1", "2"]) {
          const id = `${speaker}-${label}-${sentence}-${take}`;
          clips.push({
            id,
            path: `/x/${id}.wav`,
            corpus: "toy",
            label,
            speaker: `${speaker}`,
            sentence,
            take,
          });
        }
      }
    }
  }
  return clips;
}

function split(
  protocol: string,
  clips: readonly Clip[],
  options: Partial<SplitOptions> = {},
  seed = 1,
): Fold[] {
  return splits
    .find(protocol)
    .split(clips, { folds: 4, testShare: 0.25, copies: 0, ...options }, createRandom(seed));
}

function labelCounts(clips: readonly Clip[], ids: readonly string[]): number[] {
  return LABELS.map((label) => clips.filter((clip) => clip.label === label && ids.includes(clip.id)).length);
}

describe.each(["random", "speaker", "sentence", "take"])("%s", (protocol) => {
  const clips = studio();
  const ids = clips.map((clip) => clip.id).sort();

  test("every clip is tested once, and never trained on in that fold", () => {
    const folds = split(protocol, clips);
    expect(folds.flatMap((fold) => fold.test).sort()).toEqual(ids);
    for (const fold of folds) expect([...fold.train, ...fold.test].sort()).toEqual(ids);
    expect(folds.map((fold) => fold.name)).toEqual(folds.map((_, i) => `fold-${i + 1}`));
  });

  test("one held-out side with about the share that was asked for", () => {
    const folds = split(protocol, clips, { folds: 1, testShare: 0.5 });
    expect(folds.map((fold) => fold.name)).toEqual(["held-out"]);
    expect(folds[0].test).toHaveLength(clips.length / 2);
    expect([...folds[0].train, ...folds[0].test].sort()).toEqual(ids);
  });

  test("depends on the seed and not on the order of the clips", () => {
    expect(split(protocol, clips.toReversed())).toEqual(split(protocol, clips));
    const seeds = [2, 3, 4, 5, 6].map((seed) => JSON.stringify(split(protocol, clips, {}, seed)));
    expect(new Set(seeds).size).toBeGreaterThan(1);
  });

  test("clips without a label are named", () => {
    const unlabelled: Clip = { id: "sample000", path: "/x", corpus: "toy", speaker: "9" };
    expect(() => split(protocol, [...clips, unlabelled])).toThrow(
      `split ${protocol}: every clip needs a label, but 1 of 97 have none (sample000).`,
    );
  });
});

describe.each(["speaker", "sentence", "take"] as const)("%s", (protocol) => {
  test("keeps its field apart and uses no more folds than there are units", () => {
    const clips = studio();
    const units = new Set(clips.map((clip) => clip[protocol])).size;
    const folds = split(protocol, clips, { folds: 99 });
    expect(folds).toHaveLength(units);
    expect(splits.find(protocol).apart).toBe(protocol);
    const unitOf = new Map(clips.map((clip) => [clip.id, clip[protocol]]));
    for (const fold of [...folds, ...split(protocol, clips, { folds: 1 })]) {
      const trained = new Set(fold.train.map((id) => unitOf.get(id)));
      expect(fold.test.filter((id) => trained.has(unitOf.get(id)))).toEqual([]);
    }
  });

  test("names clips that lack the field", () => {
    const clips = studio(2).map(({ [protocol]: _, ...clip }): Clip => clip);
    expect(() => split(protocol, clips)).toThrow(ConfigError);
    expect(() => split(protocol, clips)).toThrow(
      `split ${protocol}: every clip needs a ${protocol}, but 32 of 32 have none ` +
        "(1-angry-dogs-1, 1-angry-dogs-2, 1-angry-kids-1, 1-angry-kids-2, 1-calm-dogs-1 and 27 more).",
    );
  });

  test("needs two units", () => {
    const clips = studio().map((clip): Clip => ({ ...clip, [protocol]: "only" }));
    expect(() => split(protocol, clips)).toThrow(`split ${protocol}: needs at least 2 ${protocol}s, got 1.`);
  });
});

describe("random", () => {
  test("folds differ by one clip at most, in size and per label", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...LABELS), { minLength: 12, maxLength: 60 }),
        fc.integer({ min: 2, max: 5 }),
        fc.integer(),
        (drawn, folds, seed) => {
          const clips = [...drawn, ...LABELS, ...LABELS].map(
            (label, i): Clip => ({ id: `c${i}`, path: "/x", corpus: "toy", label }),
          );
          const tests = split("random", clips, { folds }, seed).map((fold) => fold.test);
          const sizes = tests.map((ids) => ids.length);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
          const counts = tests.map((ids) => labelCounts(clips, ids));
          for (let label = 0; label < LABELS.length; label++) {
            const ofLabel = counts.map((row) => row[label]);
            expect(Math.max(...ofLabel) - Math.min(...ofLabel)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  test("a held-out side is stratified", () => {
    const clips = studio();
    const [fold] = split("random", clips, { folds: 1, testShare: 0.3 });
    expect(fold.test).toHaveLength(29);
    expect(labelCounts(clips, fold.test).toSorted()).toEqual([7, 7, 7, 8]);
  });

  test("a held-out side leaves the last clip of a label to be learnt from", () => {
    const clips = Array.from({ length: 10 }, (_, i): Clip => {
      return { id: `c${i}`, path: "/x", corpus: "toy", label: i === 0 ? "sad" : "calm" };
    });
    const [fold] = split("random", clips, { folds: 1, testShare: 0.7 });
    expect(fold.test).toHaveLength(7);
    expect(fold.train).toContain("c0");
  });

  test("a label with one clip cannot be both learnt and tested", () => {
    const clips = [...studio(), { id: "x-sad", path: "/x", corpus: "toy", label: "sad" }];
    expect(() => split("random", clips)).toThrow(
      /every clip of the label "sad" \(such as x-sad\) is on the test side, so nothing could learn it/,
    );
  });

  test("needs a clip per fold", () => {
    expect(() => split("random", studio(1).slice(0, 3), { folds: 4 })).toThrow(
      "split random: needs at least 4 clips, got 3. Add clips or use fewer folds.",
    );
  });
});

describe("folds that are named", () => {
  const clips = studio(4);
  const speakersOf = (ids: readonly string[]) => [...new Set(ids.map((id) => id.split("-")[0]))].sort();

  test("test what they name, whatever the seed", () => {
    const tested = [["3", "1"], ["4"], ["2"]];
    for (const seed of [1, 2]) {
      const folds = split("speaker", clips, { folds: 3, tested }, seed);
      expect(folds.map((fold) => speakersOf(fold.test))).toEqual([["1", "3"], ["4"], ["2"]]);
      expect(folds.map((fold) => speakersOf(fold.train))).toEqual([
        ["2", "4"],
        ["1", "2", "3"],
        ["1", "3", "4"],
      ]);
    }
    const sentences = split("sentence", clips, { folds: 2, tested: [["kids"], ["dogs"]] });
    expect(sentences[0].test.every((id) => id.includes("kids"))).toBe(true);
  });

  test.each([
    [
      [
        ["1", "2"],
        ["2", "3", "4"],
      ],
      "are in two: 2.",
    ],
    [
      [
        ["1", "2"],
        ["3", "4", "5"],
      ],
      "are not in the corpus: 5.",
    ],
    [[["1"], ["2"]], "are in none: 3, 4."],
  ])("%j are refused", (tested, message) => {
    expect(() => split("speaker", clips, { folds: 2, tested })).toThrow(
      `split speaker: the folds name every speaker once, but these ${message}`,
    );
  });
});

describe("speaker", () => {
  test("folds are alike in size and labels even when speakers are not", () => {
    const clips = studio(12).filter((clip) => Number(clip.speaker) > 6 || clip.label !== "neutral");
    for (let seed = 0; seed < 10; seed++) {
      const folds = split("speaker", clips, { folds: 3 }, seed);
      for (const fold of folds) {
        expect(fold.test.length).toBeGreaterThanOrEqual(52);
        expect(fold.test.length).toBeLessThanOrEqual(60);
        expect(labelCounts(clips, fold.test)[3]).toBe(8);
      }
    }
  });

  test("folds are alike in labels when speakers differ in nothing else", () => {
    const clips = studio(12).filter(
      (clip) => clip.label !== (Number(clip.speaker) > 6 ? "angry" : "neutral"),
    );
    for (let seed = 0; seed < 10; seed++) {
      const tests = split("speaker", clips, { folds: 3 }, seed).map((fold) => fold.test);
      expect(tests.map((ids) => labelCounts(clips, ids))).toEqual(Array(3).fill([8, 16, 16, 8]));
    }
  });
});

describe("given and contest", () => {
  const sided = studio(2).map((clip): Clip => ({ ...clip, split: clip.speaker === "1" ? "train" : "test" }));

  test.each(["given", "contest"])("%s follows the clips' own sides", (protocol) => {
    const [fold, ...rest] = split(protocol, sided.toReversed());
    expect(rest).toEqual([]);
    expect(fold.name).toBe(protocol);
    expect(fold.train).toHaveLength(16);
    expect(fold.train.every((id) => id.startsWith("1-"))).toBe(true);
    expect(fold.test.every((id) => id.startsWith("2-"))).toBe(true);
  });

  test("only contest takes an unlabelled test side", () => {
    const clips = sided.map(
      ({ label, ...clip }): Clip =>
        clip.split === "train" && label !== undefined ? { ...clip, label } : clip,
    );
    expect(split("contest", clips)[0].test).toHaveLength(16);
    expect(() => split("given", clips)).toThrow("split given: every clip needs a label, but 16 of 32");
    const unlabelled = clips.map(({ label: _, ...clip }): Clip => clip);
    expect(() => split("contest", unlabelled)).toThrow(
      "split contest: every clip needs a label, but 16 of 16",
    );
  });

  test("clips without a side, and empty sides, are errors", () => {
    expect(() => split("given", studio(1))).toThrow(
      "split given: every clip needs a side, train or test, but 16 of 16 have none",
    );
    const train = sided.filter((clip) => clip.split === "train");
    expect(() => split("contest", train)).toThrow(
      "split contest: expected clips on both sides, got 16 to train on and 0 to test on.",
    );
  });
});

describe("leaky", () => {
  const clips = studio();

  test("copies of a test clip are trained on, and the original is tested once", () => {
    const folds = split("leaky", clips, { copies: 2 });
    const rows = folds.map((fold) => rowsOf(fold, 2));
    expect(rows.flatMap((side) => side.test.map((row) => row.clipId)).sort()).toEqual(
      clips.map((clip) => clip.id).sort(),
    );
    for (const side of rows) {
      expect(side.test.every((row) => row.copy === 0)).toBe(true);
      const trained = new Set(side.train.map((row) => row.clipId));
      const leaked = side.test.filter((row) => trained.has(row.clipId)).length / side.test.length;
      expect(leaked).toBeGreaterThan(0.8);
      const keys = [...side.train, ...side.test].map((row) => `${row.clipId}#${row.copy}`);
      expect(new Set(keys).size).toBe(keys.length);
    }
    expect(rows[0].train).toHaveLength(3 * clips.length * 0.75);
  });

  test("is marked, repeatable, and has nothing to leak without copies", () => {
    expect(splits.list.filter((one) => one.leaky).map((one) => one.id)).toEqual(["leaky"]);
    expect(split("leaky", clips, { copies: 1 })).toEqual(split("leaky", clips, { copies: 1 }));
    expect(() => split("leaky", clips)).toThrow(
      "split leaky: needs at least 1 augmented copy per clip, got 0",
    );
  });
});

describe("rowsOf", () => {
  test("all copies of training clips, originals of test clips", () => {
    expect(rowsOf({ name: "f", train: ["a", "b"], test: ["c"] }, 1)).toEqual({
      name: "f",
      train: [
        { clipId: "a", copy: 0 },
        { clipId: "a", copy: 1 },
        { clipId: "b", copy: 0 },
        { clipId: "b", copy: 1 },
      ],
      test: [{ clipId: "c", copy: 0 }],
      enrol: [],
    });
  });
});

test("leaky: copies of more clips than fit on the stack", () => {
  const many = Array.from({ length: 300_000 }, (_, i): Clip => {
    const id = `c${i}`;
    return { id, path: `/x/${id}.wav`, corpus: "toy", label: LABELS[i % LABELS.length] };
  });
  const [first] = split("leaky", many, { copies: 1, folds: 2 });
  expect(first.rows?.train).toHaveLength(300_000);
}, 30_000);
