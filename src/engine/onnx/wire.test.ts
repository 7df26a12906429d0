import { expect, test } from "vitest";
import { processorTime } from "../../../test/processor-time.ts";
import { OnnxBuilder } from "./builder.ts";
import { assertReadable, CARRIED_PREFIX } from "./wire.ts";

/** A model with one more entry of its metadata, of the fields given. */
function withEntry(entry: readonly number[] | Uint8Array): Uint8Array {
  const onnx = new OnnxBuilder("wire");
  onnx.output(onnx.node("Relu", [onnx.input("x", ["n", 2])]), ["n", 2]);
  const length = [0, 7, 14, 21].map((shift, i) => ((entry.length >> shift) & 0x7f) | (i < 3 ? 0x80 : 0));
  const head = [...onnx.toBytes(), 0x72, ...length];
  const bytes = new Uint8Array(head.length + entry.length);
  bytes.set(head);
  bytes.set(entry, head.length);
  return bytes;
}

const key = [0x0a, CARRIED_PREFIX.length + 1, ...new TextEncoder().encode(`${CARRIED_PREFIX}a`)];
const value = [0x12, 2, 120, 120];

test("an entry of the metadata is a key and a value", () => {
  expect(() => assertReadable(withEntry([...key, ...value]))).not.toThrow();
  expect(() => assertReadable(withEntry(key))).not.toThrow();
  expect(() => assertReadable(withEntry([]))).not.toThrow();
  expect(() => assertReadable(withEntry([...key, ...value, ...value]))).toThrow(
    "the ONNX model has an entry of its metadata that is more than a key and a value; it is refused.",
  );
});

test("millions of fields in one are refused before they become objects", () => {
  const spent = processorTime();
  expect(() => assertReadable(withEntry(new Uint8Array(8_000_000).fill(0x18)))).toThrow(
    "an entry of its metadata that is more than a key and a value",
  );
  expect(spent(), "milliseconds").toBeLessThan(300);
});
