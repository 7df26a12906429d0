import { expect, test } from "vitest";
import { blocksOf, join, splitBlock, takeApart } from "./blocks.ts";
import { Graph } from "./graph.ts";
import { OnnxBuilder } from "./onnx/builder.ts";
import { createSession, floatTensor } from "./onnx/session.ts";

const graph = new Graph(1, true);
const tensor = (name: string, shape: number[]) => ({ name, value: graph.leaf(name, shape) });
const [matrix, scalar, large, last] = [
  tensor("matrix", [2, 3]),
  tensor("scalar", []),
  tensor("large", [257, 256]),
  tensor("last", [2]),
];

test("small tensors share a block in their order, large ones have their own", () => {
  const blocks = blocksOf("block", [matrix, scalar, large, last]);
  expect(blocks).toEqual([
    { name: "block1", members: [matrix, scalar, last], length: 9 },
    { name: "block2", members: [large], length: 257 * 256 },
  ]);
  expect(blocksOf("block", [large])).toEqual([{ name: "block1", members: [large], length: 257 * 256 }]);
  expect(blocksOf("block", [])).toEqual([]);
});

test("a block comes apart into what was joined, in the graph and outside", async () => {
  const [block] = blocksOf("block", [matrix, scalar, last]);
  expect(join(block.members.map(({ value }) => value)).shape).toEqual([9]);
  const onnx = new OnnxBuilder("test");
  onnx.input("block1", [9]);
  const names = splitBlock(onnx, block);
  for (const { name, value } of block.members) onnx.output(names.get(name) ?? "", value.shape);
  const session = await createSession(onnx.toBytes(), { threads: 1 });
  const numbers = Float32Array.from({ length: 9 }, (_, i) => i);
  const parts = await session.run({ block1: floatTensor(numbers, [9]) });
  for (const [name, copy] of takeApart(block, numbers)) {
    const part = parts[names.get(name) ?? ""];
    expect(part.data, name).toEqual(copy);
    expect(part.dims, name).toEqual(block.members.find((one) => one.name === name)?.value.shape);
  }
  expect(takeApart(block, numbers).map(([, copy]) => [...copy])).toEqual([[0, 1, 2, 3, 4, 5], [6], [7, 8]]);
  await session.release();
});
