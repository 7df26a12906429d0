/** Of a runtime that gives an output of another type: no result is made of zeros, and the session is released. */
import { beforeEach, expect, test, vi } from "vitest";
import { integerTensor } from "../../engine/onnx/session.ts";
import { HeldRows } from "../mixture/held-rows.ts";
import { lloyd } from "../mixture/k-means.ts";
import { kernelMatrix } from "./gram.ts";

const release = vi.fn(async () => {});
vi.mock("../../engine/onnx/session.ts", async (original) => ({
  ...(await original<object>()),
  createSession: async () => ({
    run: async () => ({ k: integerTensor(1), nearest: integerTensor(1) }),
    release,
  }),
}));

const rows = { rows: 2, cols: 1, data: Float32Array.of(1, 2) };

beforeEach(() => release.mockClear());

test("a kernel matrix", async () => {
  await expect(kernelMatrix(rows, rows, { kind: "linear" }, 1)).rejects.toThrow("no numbers for k.");
  expect(release).toHaveBeenCalledOnce();
});

test("the nearest centres", async () => {
  const [rows, cols] = [1, 2 ** 22];
  const many = new HeldRows({ rows, cols, data: new Float32Array(cols) });
  const seeds = { rows, cols, data: new Float64Array(cols) };
  await expect(lloyd(many, seeds, 3)).rejects.toThrow("no numbers for nearest.");
  expect(release).toHaveBeenCalledOnce();
});
