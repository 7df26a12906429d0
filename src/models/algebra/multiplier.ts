/** Products of large dense matrices in float64 by onnxruntime, whose kernels know the machine: ten times as fast as loops here. */
import type { Matrix } from "../../base/matrix.ts";
import { OnnxBuilder } from "../../engine/onnx/builder.ts";
import { doublesOf, doubleTensor } from "../../engine/onnx/doubles.ts";
import { createSession, type InferenceSession } from "../../engine/onnx/session.ts";

type Doubles = Matrix<Float64Array>;
type Product = Matrix<Float64Array<ArrayBuffer>>;

/** The products of `algebra/products.ts`. */
export interface Multiplier {
  /** a bᵀ, [a.rows, b.rows]. */
  timesTransposed(a: Doubles, b: Doubles): Promise<Product>;
  /** aᵀ b, [a.cols, b.cols]. */
  transposedTimes(a: Doubles, b: Doubles): Promise<Product>;
  /** a aᵀ, [a.rows, a.rows], symmetric to the last bit. */
  rowProducts(a: Doubles): Promise<Product>;
}

/**
 * Works with a multiplier, which ends with the work.
 *
 * @param threads - of onnxruntime; 0 or undefined leaves the choice to it
 */
export async function withMultiplier<T>(
  threads: number | undefined,
  work: (multiplier: Multiplier) => Promise<T>,
): Promise<T> {
  const open = (turned: "transA" | "transB"): Promise<InferenceSession> => {
    const onnx = new OnnxBuilder("product");
    const [a, b] = [onnx.input("a", ["n", "k"], "float64"), onnx.input("b", ["m", "l"], "float64")];
    onnx.node("Gemm", [a, b], { [turned]: { int: 1 } }, "product");
    onnx.output("product", ["p", "q"], "float64");
    return createSession(onnx.toBytes(), threads === undefined ? {} : { threads });
  };
  const [right, left] = await Promise.all([open("transB"), open("transA")]);
  const run = async (session: InferenceSession, a: Doubles, b: Doubles): Promise<Float64Array<ArrayBuffer>> =>
    doublesOf(
      await session.run({
        a: doubleTensor(a.data, [a.rows, a.cols]),
        b: doubleTensor(b.data, [b.rows, b.cols]),
      }),
      "product",
    );
  try {
    return await work({
      timesTransposed: async (a, b) => ({ rows: a.rows, cols: b.rows, data: await run(right, a, b) }),
      transposedTimes: async (a, b) => ({ rows: a.cols, cols: b.cols, data: await run(left, a, b) }),
      async rowProducts(a) {
        const { rows: n } = a;
        const data = await run(right, a, a);
        for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) data[j * n + i] = data[i * n + j];
        return { rows: n, cols: n, data };
      },
    });
  } finally {
    await Promise.all([right.release(), left.release()]);
  }
}
