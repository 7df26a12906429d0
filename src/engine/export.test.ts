import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { compileValues } from "../../test/evaluate.ts";
import { hashed } from "../../test/hashed.ts";
import { runOnnx } from "../../test/run-model.ts";
import { exportNetwork } from "./export.ts";
import { sizeOf, type Value } from "./graph.ts";
import { batchNorm, dense, flatten, gaborConv1d } from "./layers/index.ts";
import { initialWeights, network, trace } from "./network.ts";
import { softmax } from "./ops/loss.ts";

/** Layers whose batch normalisation must stay: its channels are not their outputs, or their weights are computed. */
const unfolded: Readonly<Record<string, (x: Value) => Value>> = {
  "a dense layer of series": (x) => batchNorm(dense(x, 5), { name: "norm" }),
  "a convolution with computed kernels": (x) =>
    batchNorm(gaborConv1d(x, { channels: 4, kernel: 3 }), { name: "norm" }),
};

for (const [kind, layers] of Object.entries(unfolded)) {
  test(`${kind} before a batch norm is exported as it is`, async () => {
    const shape = [3, 6];
    const whole = network(shape, (x) => flatten(layers(x)));
    const weights = new Map(initialWeights(whole, 1));
    for (const [i, part] of ["weight", "bias", "runningMean", "runningVariance"].entries()) {
      const { length } = weights.get(`norm.${part}`) ?? [];
      weights.set(
        `norm.${part}`,
        Float32Array.from(hashed(i, length ?? 0), (u) => 1.5 + u),
      );
    }
    const features = Float32Array.from(hashed(9, 2 * sizeOf(shape)));
    const evaluate = await compileValues([softmax(trace(whole, 2, false).logits)]);
    const [expected] = await evaluate({ ...Object.fromEntries(weights), features });
    const onnx = exportNetwork(whole, weights);
    const given = await runOnnx(onnx, "features", "probabilities", features, [2, ...shape]);
    expect(new Set(given).size).toBeGreaterThan(2);
    assertClose(given, expected, { absolute: 1e-6 });
  });
}
