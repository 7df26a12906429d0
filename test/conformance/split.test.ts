/** What holds for every split protocol of the registry. */
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/base/errors.ts";
import { createRandom } from "../../src/base/random.ts";
import type { Clip } from "../../src/corpus/corpus.ts";
import { auditFolds } from "../../src/dataset/audit.ts";
import { rowsOf } from "../../src/dataset/fold-rows.ts";
import { rowId } from "../../src/dataset/row-key.ts";
import { type Fold, splits } from "../../src/dataset/split/index.ts";

const LABELS = ["angry", "calm", "sad"];
const SPEAKERS = ["1", "2", "3", "4", "5", "6"];

/** Clips with every field that a protocol may ask for: 6 speakers x 3 sentences x 3 labels x 3 takes. */
const clips: readonly Clip[] = SPEAKERS.flatMap((speaker) =>
  ["dogs", "kids", "rain"].flatMap((sentence) =>
    LABELS.flatMap((label) =>
      ["1", "2", "3"].map((take): Clip => {
        const id = [speaker, sentence, label, take].join("-");
        const split = Number(speaker) > 4 ? "test" : "train";
        const corpus = `studio-${Math.ceil(Number(speaker) / 2)}`;
        return { id, path: `/clips/${id}.wav`, corpus, label, speaker, sentence, take, split };
      }),
    ),
  ),
);
const ids = clips.map((clip) => clip.id);
const digests = new Map(ids.map((id) => [id, `audio of ${id}`]));
const fieldOf = (id: string, field: "label" | "speaker" | "sentence" | "take" | "corpus"): string =>
  clips.find((clip) => clip.id === id)?.[field] ?? "";

for (const split of splits.list) {
  describe(split.id, () => {
    const copies = split.leaky ? 2 : 0;
    const make = (folds: number, seed = 1, of: readonly Clip[] = clips): Fold[] =>
      split.split(of, { folds, testShare: 0.3, copies }, createRandom(seed));
    const designs = [make(1), make(3), make(3, 2)];

    test("describes itself", () => {
      expect(split.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(split.summary.length).toBeGreaterThan(10);
    });

    test("makes as many folds as it was asked for, or the corpus's one", () => {
      const own = split.id === "given" || split.id === "contest"; // the corpus assigns one fold
      expect(designs.map((folds) => folds.length)).toEqual(own ? [1, 1, 1] : [1, 3, 3]);
      for (const folds of designs) expect(new Set(folds.map((fold) => fold.name)).size).toBe(folds.length);
    });

    test("the two sides of a fold are all clips, each once", () => {
      for (const fold of designs.flat()) {
        const known = new Set([...fold.train, ...fold.test]);
        expect([...known].toSorted()).toEqual(ids.toSorted());
        expect(new Set(fold.test).size).toBe(fold.test.length);
        expect(new Set(fold.train).size).toBe(fold.train.length);
        // only rows, not clips, are apart where the protocol says that it leaks
        const { train, test } = rowsOf(fold, copies);
        const tested = new Set(test.map(rowId));
        expect(test).toHaveLength(fold.test.length);
        expect(train.filter((row) => tested.has(rowId(row)))).toEqual([]);
        expect(fold.train.some((id) => fold.test.includes(id))).toBe(split.leaky);
      }
    });

    test("several folds test every clip once", () => {
      for (const folds of designs.filter((one) => one.length > 1)) {
        expect(folds.flatMap((fold) => fold.test).toSorted()).toEqual(ids.toSorted());
      }
    });

    test("every label is trained on", () => {
      for (const fold of designs.flat()) {
        expect([...new Set(fold.train.map((id) => fieldOf(id, "label")))].toSorted()).toEqual(LABELS);
      }
    });

    test("keeps its field apart, and the leak audit agrees", () => {
      for (const folds of designs) {
        for (const { train, test } of folds) {
          const { apart } = split;
          if (apart === null) continue;
          const tested = new Set(test.map((id) => fieldOf(id, apart)));
          expect(train.filter((id) => tested.has(fieldOf(id, apart)))).toEqual([]);
        }
        const findings = auditFolds({
          folds: folds.map((fold) => rowsOf(fold, copies)),
          clips,
          digests,
          apart: split.apart,
          seen: [],
        });
        expect(findings.length > 0).toBe(split.leaky);
      }
    });

    test("is the same for the same seed, whatever the order of the clips, and leaves them alone", () => {
      const shuffled = createRandom(9).shuffle([...clips]);
      const before = [...shuffled];
      expect(make(3, 2, shuffled)).toEqual(designs[2]);
      expect(shuffled).toEqual(before);
    });

    test("a training clip without label is an error that names it", () => {
      const nameless: Clip = {
        id: "x",
        path: "/x",
        corpus: "toy",
        speaker: "1",
        sentence: "dogs",
        take: "1",
      };
      const all = [...clips, { ...nameless, split: "train" as const }];
      expect(() => make(3, 1, all)).toThrow(ConfigError);
      expect(() => make(3, 1, all)).toThrow(/1 of \d+ have none \(x\)/);
    });

    test("no clips are an error that names the protocol", () => {
      expect(() => make(3, 1, [])).toThrow(ConfigError);
      expect(() => make(3, 1, [])).toThrow(`split ${split.id}: `);
    });
  });
}
