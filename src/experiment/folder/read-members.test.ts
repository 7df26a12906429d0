import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { ConfigError } from "../../base/errors.ts";
import { readMembers } from "./read-members.ts";

const CSV = "clip,truth,predicted,calm,sad\na,calm,calm,0.75,0.25\nb,sad,calm,0.5,0.5\nc,sad,sad,0.25,0.75\n";
const FOLDS = JSON.stringify([
  { name: "fold-1", train: ["c"], test: ["a", "b"] },
  { name: "fold-2", train: ["a", "b"], test: ["c"] },
]);

/** A finished run, as far as members are concerned. */
function run(name: string, protocol: string, ...learners: string[]): Record<string, string> {
  const experiment = { split: { protocol }, learners: Object.fromEntries(learners.map((one) => [one, {}])) };
  return {
    [`${name}/experiment.json`]: JSON.stringify(experiment),
    [`${name}/folds.json`]: FOLDS,
    ...Object.fromEntries(learners.map((one) => [`${name}/predictions/${one}.csv`, CSV])),
  };
}

async function read(files: Record<string, string>, ...paths: string[]) {
  const folder = temporaryFolder(files);
  return readMembers(paths.map((path) => join(folder, path)));
}

const namesOf = ({ members }: Awaited<ReturnType<typeof readMembers>>) => members.map(({ name }) => name);

describe("members", () => {
  test("all learners of runs, called after their runs where they share a name", async () => {
    const files = { ...run("first", "random", "svm", "mlp"), ...run("second", "random", "svm") };
    const found = await read(files, "first", "second");
    expect(namesOf(found)).toEqual(["first/svm", "mlp", "second/svm"]);
    expect(found.folds?.names).toEqual(["fold-1", "fold-2"]);
    expect([...(found.folds?.of ?? [])]).toEqual([0, 0, 1]);
    expect(found.notes).toEqual([]);
  });

  test("one learner of a run, by its predictions", async () => {
    const found = await read(run("first", "random", "svm", "mlp"), "first/predictions/mlp.csv");
    expect(namesOf(found)).toEqual(["mlp"]);
    expect(found.folds?.names).toEqual(["fold-1", "fold-2"]);
    expect(found.members[0]).toMatchObject({ kind: "learner", doubt: null });
  });

  test("a run whose folds leak is not trusted", async () => {
    const { members, notes } = await read(run("first", "leaky", "svm"), "first");
    expect(members[0].doubt).toBe("copies of one clip were on both sides of its folds");
    expect(notes).toHaveLength(1);
  });

  test("an outside csv, trusted if it says its folds", async () => {
    const files = { ...run("first", "random", "svm"), "py.csv": "clip,sad,calm\nc,1,0\na,0,1\nb,1,0\n" };
    const found = await read(files, "first", "py.csv");
    expect(found.members[1]).toMatchObject({
      name: "py",
      kind: "outside",
      doubt: "its folds are not declared",
    });
    const declared = { ...files, "py.csv": "clip,sad,calm,fold\nc,1,0,y\na,0,1,x\nb,1,0,x\n" };
    expect((await read(declared, "first", "py.csv")).notes).toEqual([]);
  });

  test("a fold set: a csv per fold", async () => {
    const files = {
      "set/1.csv": "clip,calm,sad\na,1,0\nb,0,1\n",
      "set/2.csv": "clip,sad,calm,truth\nc,1,0,sad\n",
    };
    const { members, folds, truth } = await read(files, "set");
    expect(members[0]).toMatchObject({ name: "set", kind: "outside", doubt: null });
    expect([...members[0].predictions.probabilities]).toEqual([1, 0, 0, 1, 0, 1]);
    expect([folds?.names, [...truth]]).toEqual([
      ["1.csv", "2.csv"],
      [-1, -1, 1],
    ]);
    await expect(read({ ...files, "set/3.csv": "clip,calm,sad\na,1,0\n" }, "set")).rejects.toThrow(
      "the clip a is in 1.csv and in 3.csv",
    );
    await expect(read({ ...files, "set/2.csv": "clip,calm,sad,glad\nc,1,0,0\n" }, "set")).rejects.toThrow(
      "set: 1.csv: expected the labels calm, sad, glad, got calm, sad",
    );
  });

  test("an ensemble, whose members are relative to its file, is a member of the next", async () => {
    const files = {
      ...run("runs/first", "random", "svm"),
      "runs/first/predictions/svm.csv": CSV,
      "py.csv": "clip,sad,calm\nc,0.5,0.5\na,0.5,0.5\nb,1,0\n",
      "f1.yaml": "{ members: [runs/first, py.csv], rule: mean, weights: { py: 3 } }",
      "f2.yaml": "{ members: [f1.yaml, runs/first/predictions/svm.csv], tieBreakers: [svm], name: second }",
    };
    const { members, folds } = await read(files, "f2.yaml", "f1.yaml");
    expect(members.map(({ name, kind }) => [name, kind])).toEqual([
      ["second", "ensemble"],
      ["f1", "ensemble"],
    ]);
    expect([...members[1].predictions.probabilities]).toEqual([0.5625, 0.4375, 0.125, 0.875, 0.4375, 0.5625]);
    expect([...members[0].predictions.predicted]).toEqual([0, 0, 1]);
    expect(members[1].doubt).toBe("its members py are not trusted");
    expect(folds).toBeNull();
  });
});

describe("refuses", () => {
  const files = { ...run("first", "random", "svm"), "empty/readme.txt": "" };

  test.each([
    ["nowhere", {}, "nowhere: there is no such run or file"],
    ["empty", {}, "expected a run (with experiment.json) or a csv of predictions per fold"],
    ["empty/readme.txt", {}, "expected a run folder, a csv of predictions or the .yaml of an ensemble"],
    [
      "self.yaml",
      { "self.yaml": "members: [self.yaml]" },
      "the ensemble contains itself: self.yaml -> self.yaml",
    ],
    [
      "f1.yaml",
      { "f1.yaml": "members: [first, f2.yaml]", "f2.yaml": "members: [f1.yaml]" },
      "the ensemble contains itself: f1.yaml -> f2.yaml -> f1.yaml",
    ],
    ["f.yaml", { "f.yaml": "{ members: [first], weights: { svn: 2 } }" }, 'weights: "svn" is no member'],
    ["f.yaml", { "f.yaml": "{ members: [first], weights: { svm: 0 } }" }, "every member counts 0"],
    ["f.yaml", { "f.yaml": "{ members: [first], tieBreakers: [mlp] }" }, 'tieBreakers: "mlp" is no member'],
    ["f.yaml", { "f.yaml": "{ members: [first], rule: vote }" }, "rule"],
    ["f.yaml", { "f.yaml": "members: [" }, "the file is not YAML"],
  ])("%s: %j", async (path, more, message) => {
    const reading = read({ ...files, ...more }, path);
    await expect(reading).rejects.toThrow(ConfigError);
    await expect(reading).rejects.toThrow(message);
  });
});
