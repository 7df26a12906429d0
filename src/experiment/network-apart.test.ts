/** Networks of strangers: whatever they do, the process that asks them lives. */
import { expect, test } from "vitest";
import { tinyEncoder } from "../../test/encoders.ts";
import { ModelError } from "../base/errors.ts";
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import { networkHere } from "../features/open-networks.ts";
import { openApart } from "./network-apart.ts";

const limits = { seconds: 60, bytes: 2 ** 29 };

/** What a network says of some numbers; its output is "y". */
async function asked(
  build: (onnx: OnnxBuilder, input: string) => string,
  data: readonly number[],
  own = limits,
): Promise<unknown> {
  const onnx = new OnnxBuilder("hostile");
  const out = build(onnx, onnx.input("x", ["n"]));
  onnx.node("Identity", [out], {}, "y");
  onnx.output("y", ["m"]);
  const network = await openApart(onnx.toBytes(), { threads: 1 }, own);
  try {
    const { y } = await network.run("x", { data: Float32Array.from(data), shape: [data.length] }, ["y"]);
    return [...y.data];
  } catch (error) {
    return error;
  } finally {
    await network.release();
  }
}

test("a good one gives the bits that it gives here", async () => {
  const bytes = tinyEncoder();
  const numbers = { data: Float32Array.from({ length: 800 }, (_, i) => Math.cos(i)), shape: [1, 8, 100] };
  const here = await networkHere(bytes, { threads: 1 });
  const apart = await openApart(bytes, { threads: 1 }, limits);
  const names = ["hidden_states.0", "hidden_states.1"];
  expect(await apart.run("input_features", numbers, names)).toEqual(
    await here.run("input_features", numbers, names),
  );
  await expect(apart.run("elsewhere", numbers, names)).rejects.toThrow(ModelError);
  await apart.release();
  await here.release();
});

test("one that is no model is refused", async () => {
  await expect(openApart(Uint8Array.of(1, 2, 3), {}, limits)).rejects.toThrow(
    /onnxruntime refused the model/,
  );
});

test("one that divides whole numbers by 0 ends no process but its own", async () => {
  const divided = await asked(
    (onnx, x) => {
      const zero = onnx.node("Cast", [x], { to: { int: 7 } });
      return onnx.node("Cast", [onnx.node("Mod", [onnx.integers([1]), zero])], { to: { int: 1 } });
    },
    [0],
  );
  expect(divided).toBeInstanceOf(ModelError);
  expect(String(divided)).toMatch(/the network (ended its process|cannot be run)/);
});

test.runIf(process.platform === "linux")("one that takes all memory is refused by the system", async () => {
  const expanded = await asked(
    (onnx, x) => {
      const size = onnx.node("Cast", [x], { to: { int: 7 } });
      const filled = onnx.node("Expand", [onnx.scalar(1), size]);
      return onnx.node("ReduceSum", [filled, onnx.integers([0])], { keepdims: { int: 1 } });
    },
    [1e10],
  );
  expect(expanded).toBeInstanceOf(ModelError);
  expect(String(expanded)).toMatch(/the network cannot be run|ended its process/);
});

test("one that takes its time is ended", async () => {
  const late = await asked(
    (onnx, x) => {
      const size = onnx.node("Cast", [x], { to: { int: 7 } });
      let square = onnx.node("Expand", [onnx.scalar(1e-9), size]);
      for (let i = 0; i < 3000; i++) square = onnx.node("MatMul", [square, square]);
      return square;
    },
    [1500, 1500],
    { ...limits, seconds: 3 },
  );
  expect(String(late)).toContain("the network takes more than 3 s; it is refused.");
});
