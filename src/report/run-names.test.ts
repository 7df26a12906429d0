import { expect, test } from "vitest";
import { runNames } from "./run-names.ts";

test("runs of one name are told apart by where they lie", () => {
  const names = runNames([
    { name: "svm", path: "runs/one/svm" },
    { name: "svm", path: "runs/two/svm/" },
    { name: "svm", path: "C:\\runs\\three" },
    { name: "mlp", path: "runs/mlp" },
  ]);
  expect(names).toEqual(["svm (one/svm)", "svm (two/svm)", "svm (three)", "mlp"]);
});
