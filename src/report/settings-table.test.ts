import { describe, expect, test } from "vitest";
import { differingSettings, settingOf } from "./settings-table.ts";

const SVM = { id: "recogniser", name: "svm", model: { id: "svm", params: { C: 1 } }, augment: [] };
const RIDGE = { id: "recogniser", name: "ridge", model: { id: "kernel-ridge", params: { alpha: 0.1 } } };
const BOTH = { id: "mean-probability", name: "both", members: [SVM, RIDGE] };

describe("settings that differ", () => {
  test("by dotted key, as JSON; what is the same in all, and names, are left out", () => {
    const a = { name: "a", seed: 1, split: { folds: 5 }, learners: { svm: SVM } };
    const b = {
      ...{ name: "b", seed: 1, split: { folds: 3 } },
      learners: { svm: { ...SVM, name: "svm", model: { id: "svm", params: { C: 10, kernel: "rbf" } } } },
    };
    expect(differingSettings([a, b])).toEqual([
      { key: "split.folds", values: ["5", "3"] },
      { key: "learners.svm.model.params.C", values: ["1", "10"] },
      { key: "learners.svm.model.params.kernel", values: [null, '"rbf"'] },
    ]);
    expect(differingSettings([a, a])).toEqual([]);
  });

  test("lists of values are one value, lists of objects go by place", () => {
    const step = (hidden: readonly number[]) => ({ learners: { m: { steps: [{ id: "mlp", hidden }] } } });
    expect(differingSettings([step([32, 8]), step([64])])).toEqual([
      { key: "learners.m.steps.0.hidden", values: ["[32,8]", "[64]"] },
    ]);
  });

  test("a member that changed is told once, at its own place; a learner that one run lacks is one row", () => {
    const other = { ...SVM, model: { id: "svm", params: { C: 10 } } };
    const a = { learners: { svm: SVM, ridge: RIDGE, both: BOTH } };
    const b = { learners: { svm: other, ridge: RIDGE, both: { ...BOTH, members: [other, RIDGE] } } };
    expect(differingSettings([a, b])).toEqual([{ key: "learners.svm.model.params.C", values: ["1", "10"] }]);
    expect(differingSettings([a, { learners: { svm: SVM } }])).toEqual([
      { key: "learners.ridge.id", values: ['"recogniser"', null] },
      { key: "learners.both.id", values: ['"mean-probability"', null] },
    ]);
  });

  test("different kinds of a thing in one place are told by their ids alone", () => {
    const ridge = { ...SVM, model: RIDGE.model };
    expect(differingSettings([{ learners: { svm: SVM } }, { learners: { svm: ridge } }])).toEqual([
      { key: "learners.svm.model.id", values: ['"svm"', '"kernel-ridge"'] },
    ]);
  });

  test("one setting of every run", () => {
    expect(settingOf([{ learners: { svm: SVM } }, {}], "learners.svm.model.params.C")).toEqual(["1", null]);
  });
});
