/**
 * A model file ends with the SHA-256 of all bytes before: one more entry of the metadata, so that it stays one standard
 * ONNX file, and a bit that flips anywhere is told of before anything is read.
 */
import { create, toBinary } from "@bufbuild/protobuf";
import { type ModelProto, ModelProtoSchema, StringStringEntryProtoSchema } from "onnx-buf";
import { sha256 } from "../../base/digest.ts";
import { encodeModel } from "./builder.ts";

const KEY = "prosodia.sha256";

/** The bytes of a sealed file; a seal that the model had is left out. */
export async function encodeSealed(model: ModelProto): Promise<Uint8Array<ArrayBuffer>> {
  const metadataProps = model.metadataProps.filter(({ key }) => key !== KEY);
  const bytes = encodeModel({ ...model, metadataProps });
  const seal = sealOf(await sha256(bytes));
  const whole = new Uint8Array(bytes.length + seal.length);
  whole.set(bytes);
  whole.set(seal, bytes.length);
  return whole;
}

/** Whether the file is sealed, and nothing in it changed. */
export async function isWhole(bytes: Uint8Array): Promise<boolean> {
  const end = bytes.length - sealOf("0".repeat(64)).length;
  if (end < 0) return false;
  const seal = sealOf(await sha256(bytes.slice(0, end)));
  return seal.every((byte, i) => byte === bytes[end + i]);
}

/** Messages that stand one after the other are one message. */
function sealOf(digest: string): Uint8Array {
  const entry = create(StringStringEntryProtoSchema, { key: KEY, value: digest });
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { metadataProps: [entry] }));
}
