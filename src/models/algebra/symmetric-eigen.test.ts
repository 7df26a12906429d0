import { test } from "vitest";
import { assertEigenpairs, withEigenvalues } from "../../../test/eigenpairs.ts";
import { symmetricEigenpairs } from "./symmetric-eigen.ts";

test.each([
  ["falling slowly", Array.from({ length: 150 }, (_, i) => 100 - 0.5 * i)],
  ["falling fast", Array.from({ length: 80 }, (_, i) => 2 ** -i)],
  ["of both signs", Array.from({ length: 25 }, (_, i) => 12 - i)],
  ["some alike", [5, 5, 5, 2, 2, 1, 0, 0, 0]],
  ["all alike", Array.from({ length: 30 }, () => 7)],
  ["two", [1, -1]],
  ["one", [3]],
  ["none but 0", [0, 0, 0]],
])("eigenvalues %s", (_, expected) => {
  const matrix = withEigenvalues(expected);
  assertEigenpairs(matrix, symmetricEigenpairs(matrix), expected);
});
