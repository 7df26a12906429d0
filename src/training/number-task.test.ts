import { describe, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { evaluated } from "../../test/evaluate.ts";
import { checkGradients } from "../../test/gradient-check.ts";
import { concordanceLoss, squaredLoss } from "./number-task.ts";

/** [row, 2 dimensions + share of the mean]; the last row takes no part. */
const TARGETS = [1, 2, 1 / 3, 2, 0, 1 / 3, 4, 1, 1 / 3, 9, 9, 0];
const OUTPUTS = [1, 1, 3, 0, 3, 3, 50, -50];

describe("losses of numbers", () => {
  test("squared: the mean over rows that take part and dimensions", async () => {
    const [loss] = await evaluated(
      [
        [4, 2],
        [4, 3],
      ],
      [OUTPUTS, TARGETS],
      ([o, t]) => squaredLoss(o, t),
    );
    assertClose([loss], [(0 + 1 + 1 + 0 + 1 + 4) / 6], { relative: 1e-6 });
  });

  test("ccc: 1 - the mean concordance of the dimensions", async () => {
    const [loss] = await evaluated(
      [
        [4, 2],
        [4, 3],
      ],
      [OUTPUTS, TARGETS],
      ([o, t]) => concordanceLoss(o, t),
    );
    // means 7/3 and 7/3, variances 8/9 and 14/9, covariance 8/9; means 4/3 and 1, variances 14/9 and 2/3, covariance 1/3
    const first = (2 * (8 / 9)) / (8 / 9 + 14 / 9);
    const second = (2 * (1 / 3)) / (14 / 9 + 2 / 3 + 1 / 9);
    assertClose([loss], [1 - (first + second) / 2], { relative: 1e-5 });
  });

  test.each([squaredLoss, concordanceLoss])("gradients by the outputs", async (loss) => {
    const shares = [0.25, 0.25, 0.25, 0.25];
    await checkGradients({
      shapes: [[4, 2]],
      build: ([o]) =>
        loss(
          o,
          o.graph.constant(
            [4, 3],
            Float32Array.from(shares.flatMap((share, row) => [row / 3, 1 - row * row, share])),
          ),
        ),
    });
  });
});
