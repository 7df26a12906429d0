import { expect, test } from "vitest";
import { AudioError } from "../base/errors.ts";
import { withDecoder } from "./guarded.ts";

const create = async () => ({ ready: Promise.resolve(), files: 0 });

test("every task has an instance of its own", async () => {
  const count = () => withDecoder(create, "flac", "a.flac", (decoder) => ++decoder.files);
  expect([await count(), await count(), ...(await Promise.all([count(), count()]))]).toEqual([1, 1, 1, 1]);
});

test("whatever a decoder throws is told as damage of the file", async () => {
  const failing = (thrown: unknown) =>
    withDecoder(create, "ogg opus", "a.opus", () => {
      throw thrown;
    });
  const refusal = new AudioError(
    "a.opus: the ogg opus data is damaged: the decoder fails (divide by zero).",
    "Copy or download it again.",
  );
  await expect(failing(new WebAssembly.RuntimeError("divide by zero"))).rejects.toThrow(refusal);
  await expect(failing("divide by zero")).rejects.toThrow(refusal);
  const own = new AudioError("a.opus: holds no samples.");
  await expect(failing(own)).rejects.toBe(own);
});

test("a decoder that cannot start is told as well", async () => {
  const broken = async () => ({ ready: Promise.reject(new Error("out of bounds")) });
  await expect(withDecoder(broken, "mp3", "a.mp3", () => 1)).rejects.toThrow(AudioError);
});
