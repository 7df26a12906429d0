/** Networks behind features within a recogniser file: in base64, an entry of its metadata each, so that one file is enough. */
import type { ModelProto } from "onnx-buf";
import { ModelError } from "../base/errors.ts";
import { readMetadata, writeMetadata } from "../engine/onnx/rewrite.ts";
import { CARRIED_PREFIX } from "../engine/onnx/wire.ts";

/** Longer texts than those of this many bytes are more than a JavaScript engine holds. */
const MAX_BYTES = 256 * 2 ** 20;
/** Bytes that are spelled at a time: a multiple of three. */
const PIECE = 0x6000;

/** @throws ModelError if it is too large to be carried */
export function writeNetwork(model: ModelProto, sha256: string, bytes: Uint8Array): void {
  if (bytes.length > MAX_BYTES) {
    throw new ModelError(
      `a recogniser file carries networks of at most ${MAX_BYTES / 2 ** 20} MiB, got ${Math.ceil(bytes.length / 2 ** 20)}.`,
      "Set embed: false.",
    );
  }
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE) {
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE))));
  }
  writeMetadata(model, keyOf(sha256), pieces.join(""));
}

/** @throws ModelError if its text is damaged */
export function readNetwork(model: ModelProto, sha256: string): Uint8Array<ArrayBuffer> | undefined {
  const text = readMetadata(model, keyOf(sha256));
  if (text === undefined) return undefined;
  let letters: string;
  try {
    letters = atob(text);
  } catch {
    throw new ModelError("the network in the recogniser file is damaged.");
  }
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

function keyOf(sha256: string): string {
  return `${CARRIED_PREFIX}${sha256}`;
}
