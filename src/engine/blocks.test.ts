import { expect, test } from "vitest";
import { blocksOf, join, splitBlock } from "./blocks.ts";
import { Graph } from "./graph.ts";
import { OnnxBuilder } from "./onnx/builder.ts";
import { createSession, floatTensor } from "./onnx/session.ts";

const graph = new Graph(1, true);
const tile = (name: string, shape: number[]) => ({ name, shape, from: 0, value: graph.leaf(name, shape) });
const [matrix, scalar, large, last] = [
  tile("matrix", [2, 3]),
  tile("scalar", []),
  tile("large", [257, 256]),
  tile("last", [2]),
];

test("small tiles share a block in their order, large ones have their own", () => {
  const blocks = blocksOf("block", [matrix, scalar, large, last]);
  expect(blocks).toEqual([
    { name: "block1", members: [matrix, scalar, last], shape: [9] },
    { name: "block2", members: [large], shape: [257, 256] },
  ]);
  expect(blocksOf("block", [large])).toEqual([{ name: "block1", members: [large], shape: [257, 256] }]);
  expect(blocksOf("block", [])).toEqual([]);
});

test("a block comes apart into what was joined", async () => {
  const [{ name, members }] = blocksOf("block", [matrix, scalar, last]);
  expect(join(members.map(({ value }) => value)).shape).toEqual([9]);
  const onnx = new OnnxBuilder("test");
  const parts = splitBlock(onnx, onnx.input(name, [9]), members);
  for (const [i, part] of parts.entries()) onnx.output(part, members[i].value.shape);
  const session = await createSession(onnx.toBytes(), { threads: 1 });
  const results = await session.run({
    block1: floatTensor(
      Float32Array.from({ length: 9 }, (_, i) => i),
      [9],
    ),
  });
  expect(parts.map((part) => results[part].dims)).toEqual([[2, 3], [], [2]]);
  expect(parts.map((part) => results[part].data)).toEqual(
    [[0, 1, 2, 3, 4, 5], [6], [7, 8]].map((numbers) => Float32Array.from(numbers)),
  );
});
