import { describe, expect, test } from "vitest";
import { LeakError } from "../../base/errors.ts";
import type { Clip } from "../../corpus/corpus.ts";
import { corpora } from "../../corpus/index.ts";
import type { ClipSet } from "../clips/clips.ts";
import { type Experiment, parseExperiment } from "../config/config.ts";
import type { Overrides } from "../config/parse-yaml.ts";
import { audit, planFolds } from "./plan.ts";

const LABELS = ["calm", "sad"];

/** 6 speakers x 2 sentences x 2 labels; the corpus tests the speakers 5 and 6. */
const clips: readonly Clip[] = ["1", "2", "3", "4", "5", "6"].flatMap((speaker) =>
  ["dogs", "kids"].flatMap((sentence) =>
    LABELS.map((label): Clip => {
      const id = `${speaker}-${sentence}-${label}`;
      const split = Number(speaker) > 4 ? "test" : "train";
      return { id, path: `/clips/${id}.wav`, corpus: "csv", label, speaker, sentence, split };
    }),
  ),
);

/** The clips; those of each group have the same audio. */
function clipSet(...twins: string[][]): ClipSet {
  const digests = new Map(clips.map(({ id }) => [id, twins.find((group) => group.includes(id))?.[0] ?? id]));
  return {
    corpora: [{ name: "csv", path: "x", corpus: corpora.get("csv") }],
    clips,
    labels: LABELS,
    facts: new Map(),
    digests,
    skipped: [],
    warnings: [],
    fingerprint: "0",
  };
}

function experiment(overrides: Overrides): Promise<Experiment> {
  const text = "corpus: { path: x }\nlearners: { a: { recipe: {}, model: { id: svm } } }\n";
  return parseExperiment(text, "/lab/x.yaml", overrides);
}

const noise = (copies: number) => [{ id: "noise", copies, params: {} }];

describe("planFolds", () => {
  test("gives the protocol's folds, the same for the same seed", async () => {
    const seven = planFolds(await experiment({ seed: 7, "split.folds": 3 }), clipSet());
    expect(seven.folds.map((fold) => fold.name)).toEqual(["fold-1", "fold-2", "fold-3"]);
    expect(seven.folds.flatMap((fold) => fold.test).toSorted()).toEqual(clips.map(({ id }) => id).toSorted());
    expect(seven.dropped).toEqual([]);
    const again = planFolds(await experiment({ seed: 7, "split.folds": 3 }), clipSet());
    expect(again.folds).toEqual(seven.folds);
    const eight = planFolds(await experiment({ seed: 8, "split.folds": 3 }), clipSet());
    expect(eight.folds).not.toEqual(seven.folds);
  });

  test("more folds than speakers are one for each, and that is said", async () => {
    const six = planFolds(await experiment({ split: { protocol: "speaker", folds: 99 } }), clipSet());
    expect(six.folds).toHaveLength(6);
    expect(six.notes).toEqual(["split.folds: 6 in place of 99, one for each speaker: there are no more."]);
    expect(
      planFolds(await experiment({ split: { protocol: "speaker", folds: 6 } }), clipSet()).notes,
    ).toEqual([]);
    expect(planFolds(await experiment({ split: { protocol: "given" } }), clipSet()).notes).toEqual([]);
  });

  test("are those that the file names", async () => {
    const folds = [["2", "5"], ["1", "3", "6"], ["4"]];
    const named = planFolds(await experiment({ split: { protocol: "speaker", folds } }), clipSet());
    const speakers = named.folds.map(({ test: ids }) =>
      clipSet()
        .clips.filter(({ id }) => ids.includes(id))
        .map((clip) => clip.speaker ?? ""),
    );
    expect(speakers.map((ids) => [...new Set(ids)].sort())).toEqual(folds);
    expect(named.notes).toEqual([]);
  });

  test("only the first folds, those of the whole plan", async () => {
    const all = planFolds(await experiment({ "split.folds": 3 }), clipSet());
    const two = planFolds(await experiment({ "split.folds": 3, "split.only": 2 }), clipSet());
    expect(two.folds).toEqual(all.folds.slice(0, 2));
  });

  test("holds the share out that was asked for", async () => {
    const { folds } = planFolds(await experiment({ "split.folds": 1, "split.testShare": 0.25 }), clipSet());
    expect(folds.map((fold) => [fold.train.length, fold.test.length])).toEqual([[18, 6]]);
  });

  test("folds inside each value of a column train on that value alone", async () => {
    const { folds } = planFolds(
      await experiment({ "split.protocol": "speaker", "split.folds": 3, "split.within": "sentence" }),
      clipSet(),
    );
    expect(folds.map(({ name }) => name)).toEqual(
      ["dogs", "kids"].flatMap((sentence) => [1, 2, 3].map((i) => `${sentence}/fold-${i}`)),
    );
    for (const { name, train, test } of folds) {
      expect([train.length, test.length]).toEqual([8, 4]);
      for (const id of [...train, ...test]) expect(id).toContain(`-${name.split("/")[0]}-`);
    }
    const room = await experiment({ "split.within": "room" });
    expect(() => planFolds(room, clipSet())).toThrow('split.within: the column "room" is not known of 24');
  });

  test("rows have as many copies of the training clips as the recogniser that makes most, and originals of the test clips", async () => {
    const plan = planFolds(
      await experiment({
        "learners.a.augment": noise(1),
        "learners.b": {
          id: "normalise",
          learner: {
            recipe: {},
            model: { id: "mlp" },
            augment: [...noise(2), { id: "speed", copies: 1, params: {} }],
          },
        },
      }),
      clipSet(),
    );
    expect(plan.rows.map((fold) => fold.name)).toEqual(plan.folds.map((fold) => fold.name));
    plan.rows.forEach(({ train, test }, i) => {
      expect(test).toEqual(plan.folds[i].test.map((clipId) => ({ clipId, copy: 0 })));
      expect(train).toHaveLength(plan.folds[i].train.length * 4);
      expect(Math.max(...train.map((row) => row.copy))).toBe(3);
    });
  });
});

describe("twins", () => {
  const twins = ["1-dogs-sad", "4-kids-sad"];

  for (const protocol of ["random", "speaker", "sentence"]) {
    test(`${protocol}: a training clip with a test clip's audio is left out, and told`, async () => {
      const overrides = { "split.protocol": protocol, "split.folds": 2 };
      // a seed whose folds have the two on different sides
      let seed: number | undefined;
      for (const one of [7, 6, 5, 4, 3, 2, 1, 0]) {
        const { folds } = planFolds(await experiment({ ...overrides, seed: one }), clipSet());
        if (folds[0].test.includes(twins[0]) !== folds[0].test.includes(twins[1])) seed = one;
      }
      expect(seed).toBeDefined();
      const config = await experiment({ ...overrides, seed });
      const plan = planFolds(config, clipSet(twins));
      const before = planFolds(config, clipSet());
      expect(plan.folds.map((fold) => fold.test)).toEqual(before.folds.map((fold) => fold.test));
      expect(plan.dropped).toHaveLength(2);
      plan.dropped.forEach(({ fold, clipId, twinOf }, i) => {
        expect(fold).toBe(plan.folds[i].name);
        expect([clipId, twinOf].toSorted()).toEqual(twins);
        expect(plan.folds[i].test).toContain(twinOf);
        expect(plan.folds[i].train).toEqual(before.folds[i].train.filter((id) => id !== clipId));
      });
      expect(audit(config, clipSet(twins), plan.rows)).toEqual([]);
      // without the separation the audit would have stopped the run
      expect(() => audit(config, clipSet(twins), before.rows)).toThrow(LeakError);
    });
  }

  test("on one side they stay", async () => {
    const same = ["5-dogs-sad", "5-kids-sad"];
    const plan = planFolds(
      await experiment({ "split.protocol": "speaker", "split.folds": 2 }),
      clipSet(same),
    );
    expect(plan.dropped).toEqual([]);
  });

  test("across the corpus's own sides they are not ours to separate: the audit stops the run", async () => {
    const across = ["1-dogs-sad", "6-kids-sad"];
    for (const overrides of [{ "split.protocol": "given" }, { "split.protocol": "contest", test: "t" }]) {
      const config = await experiment(overrides);
      const plan = planFolds(config, clipSet(across));
      expect(plan.dropped).toEqual([]);
      expect(plan.folds[0].train).toHaveLength(16);
      expect(() => audit(config, clipSet(across), plan.rows)).toThrow(LeakError);
      expect(() => audit(config, clipSet(across), plan.rows)).toThrow(
        "the audio of the clip 6-kids-sad (tested) and the clip 1-dogs-sad (trained on) is identical",
      );
      expect(audit(config, clipSet(), plan.rows)).toEqual([]);
    }
  });
});

describe("leaky", async () => {
  const config = await experiment({
    "split.protocol": "leaky",
    "split.folds": 3,
    "learners.a.augment": noise(2),
  });

  test("copies of test clips are trained on; the audit finds them and lets the run go on", async () => {
    const plan = planFolds(config, clipSet());
    const { rows } = plan;
    expect(rows.flatMap((fold) => fold.test.map((row) => row.clipId)).toSorted()).toEqual(
      clips.map(({ id }) => id).toSorted(),
    );
    for (const { train, test } of rows) {
      const tested = new Set(test.map((row) => row.clipId));
      expect(train.some((row) => row.copy > 0 && tested.has(row.clipId))).toBe(true);
      expect(train.some((row) => row.copy === 0 && tested.has(row.clipId))).toBe(false);
    }
    const findings = audit(config, clipSet(), rows);
    expect(new Set(findings.map((finding) => finding.kind))).toEqual(new Set(["clip"]));
    expect(findings.map((finding) => finding.fold)).toEqual(["fold-1", "fold-2", "fold-3"]);
  });

  test("twins are left where they are", async () => {
    const plan = planFolds(config, clipSet(["1-dogs-sad", "4-kids-sad"]));
    expect(plan.dropped).toEqual([]);
    expect(plan.folds).toEqual(planFolds(config, clipSet()).folds);
  });
});

describe("audit", () => {
  test("stops a run whose scaler saw the test side", async () => {
    const config = await experiment({ "split.folds": 2 });
    const plan = planFolds(config, clipSet());
    const { rows } = plan;
    const fold = "fold-1";
    const scaler = (clipIds: readonly string[]) => ({
      what: "scaler",
      how: "fitted" as const,
      fold,
      clipIds,
    });
    const epoch = (clipIds: readonly string[]) => ({
      what: "best epoch",
      how: "chosen" as const,
      fold,
      clipIds,
    });
    const [{ train, test }] = plan.folds;
    expect(audit(config, clipSet(), rows, [scaler(train), epoch(train)])).toEqual([]);
    expect(() => audit(config, clipSet(), rows, [scaler(test), epoch(train)])).toThrow(
      /fold-1: a scaler was fitted on the clips .* of the test side/,
    );
    expect(() => audit(config, clipSet(), rows, [scaler(train), epoch(test)])).toThrow(
      /fold-1: a best epoch was chosen on the clips .* of the test side/,
    );
  });

  test("stops a run whose sides share what the protocol keeps apart", async () => {
    const config = await experiment({ "split.protocol": "speaker", "split.folds": 2 });
    const mixed = planFolds(await experiment({ "split.folds": 2 }), clipSet());
    expect(() => audit(config, clipSet(), mixed.rows)).toThrow(/the speaker \d is on both sides/);
  });
});

describe("what twins leave of a training side", () => {
  const idsOf = (label: string) => clips.filter((clip) => clip.label === label).map(({ id }) => id);

  test("a label that cannot be learnt any more is named", async () => {
    const { missing } = planFolds(await experiment({ "split.folds": 2 }), {
      ...clipSet(idsOf("sad")),
      clips: [...clips, ...clips.map((clip) => ({ ...clip, id: `${clip.id}-2`, label: "happy" }))],
      digests: new Map(
        [...clips, ...clips.map((clip) => ({ ...clip, id: `${clip.id}-2` }))].map(({ id, label }) => [
          id,
          label === "sad" && !id.endsWith("-2") ? "the same" : id,
        ]),
      ),
    });
    expect(missing).toEqual([
      'fold-1: no clip of the label "sad" is left to train on, though some are tested.',
      'fold-2: no clip of the label "sad" is left to train on, though some are tested.',
    ]);
  });

  test("a corpus of copies is an error by name", async () => {
    const config = await experiment({ "split.folds": 2 });
    expect(() => planFolds(config, clipSet(clips.map(({ id }) => id)))).toThrow(
      "fold-1: no clip is left to train on; expected two labels or more: identical recordings are never on both sides. " +
        "Look at the corpus: prosodia corpus inspect.",
    );
    expect(() => planFolds(config, clipSet(idsOf("sad")))).toThrow(
      'fold-1: only clips of the label "calm" are left to train on',
    );
  });
});
