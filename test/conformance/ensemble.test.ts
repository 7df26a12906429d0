/** What holds for every ensemble of the registry. */
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/base/errors.ts";
import { describeParams, parseParams } from "../../src/base/params.ts";
import { createRandom } from "../../src/base/random.ts";
import type { Predictions } from "../../src/dataset/predictions.ts";
import { createPredictions, selectClips } from "../../src/dataset/predictions-table.ts";
import { ensembles } from "../../src/ensemble/index.ts";

const LABELS = ["angry", "calm", "happy", "sad"];
const CLIPS = Array.from({ length: 60 }, (_, i) => `clip-${i}`);

/** Random probabilities of 60 clips; the truth of every fifth clip is unknown. */
function member(source: string, seed: number, labels = LABELS): Predictions {
  const random = createRandom(seed);
  const rows = CLIPS.map(() => {
    const raw = labels.map(() => 0.01 + random.uniform());
    const sum = raw.reduce((a, b) => a + b);
    return raw.map((value) => value / sum);
  });
  return createPredictions({
    source,
    labels,
    clipIds: CLIPS,
    truth: Int32Array.from(CLIPS, (_, i) => (i % 5 === 0 ? -1 : i % labels.length)),
    probabilities: Float32Array.from(rows.flat()),
  });
}

function reordered(predictions: Predictions, seed: number): Predictions {
  return selectClips(predictions, createRandom(seed).shuffle([...predictions.clipIds]));
}

for (const ensemble of ensembles.list) {
  describe(ensemble.id, () => {
    const params = parseParams(`ensemble ${ensemble.id}`, ensemble.params, {});
    const combine = (members: readonly Predictions[]): Predictions =>
      ensemble.combine("club", members, params);
    const members = [member("svm", 1), member("mlp", 2), member("cnn", 3)];
    const club = combine(members);

    test("describes itself", () => {
      expect(ensemble.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(ensemble.summary).not.toBe("");
      expect(ensemble.source).not.toBe("");
      for (const { name, default: value, summary } of describeParams(ensemble.params)) {
        expect(value, `default of ${name}`).not.toBeUndefined();
        expect(summary, `description of ${name}`).not.toBe("");
      }
    });

    test("gives predictions of the same clips under its own name", () => {
      expect(club.source).toBe("club");
      expect(club.labels).toEqual(LABELS);
      expect(club.clipIds).toEqual(CLIPS);
      expect(club.truth).toEqual(members[0].truth);
      expect(() => createPredictions(club)).not.toThrow(); // probabilities sum to 1, decisions are labels
    });

    test("joins by clip: the members' own order of clips changes nothing", () => {
      expect(combine([members[0], reordered(members[1], 5), reordered(members[2], 6)])).toEqual(club);
      const other = combine([reordered(members[0], 7), ...members.slice(1)]);
      expect(other.clipIds).not.toEqual(CLIPS);
      expect(selectClips(other, CLIPS)).toEqual(club);
    });

    test("decides as its members do where they agree", () => {
      const agreeing = ["a", "b", "c"].map((source) => ({ ...members[0], source }));
      expect(combine(agreeing).predicted).toEqual(members[0].predicted);
      expect(combine([members[0]]).predicted).toEqual(members[0].predicted);
    });

    test("leaves its members alone, and may be a member itself", () => {
      const before = structuredClone(members);
      const again = ensemble.combine("second generation", [club, ...members], params);
      expect(again.clipIds).toEqual(CLIPS);
      expect(members).toEqual(before);
    });

    for (const place of [0, 1, 2]) {
      test(`a clip that member ${place + 1} lacks is named`, () => {
        const short = members.map((one, i) => {
          return i === place ? selectClips(one, CLIPS.toSpliced(23, 1)) : one;
        });
        expect(() => combine(short)).toThrow(ConfigError);
        expect(() => combine(short)).toThrow(/the clip clip-23 is missing/);
      });
    }

    test("refuses members of other labels, of one name, and none", () => {
      expect(() => combine([members[0], member("x", 4, LABELS.toReversed())])).toThrow(
        /expected the labels angry/,
      );
      expect(() => combine([members[0], members[0]])).toThrow(/two members have the name svm/);
      expect(() => combine([])).toThrow(ConfigError);
    });
  });
}
