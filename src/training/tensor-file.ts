/**
 * Named tensors with a description as one file: checkpoints and weights. "PRTF", version, length of the JSON header,
 * header, filling, float32 numbers, and the SHA-256 of all that; little-endian. A file is data: reading one runs
 * nothing, and what is cut short, foreign or changed is refused before any of it is used.
 */
import { z } from "zod";
import { sha256 } from "../base/digest.ts";
import { ModelError } from "../base/errors.ts";

export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

const MAGIC = 0x46545250; // "PRTF"
const VERSION = 1;
const PREFIX_BYTES = 12;
const DIGEST_BYTES = 32;
/** The numbers start at a multiple of this, so that they can be read in place. */
const ALIGNMENT = 8;

const headerSchema = z.strictObject({
  kind: z.string(),
  description: z.unknown(),
  tensors: z.array(z.tuple([z.string(), z.array(z.int().nonnegative())])),
});

/** @throws ModelError if a number is not finite: a file never holds one */
export async function encodeTensors(
  kind: string,
  description: unknown,
  tensors: ReadonlyMap<string, NamedTensor>,
): Promise<Uint8Array<ArrayBuffer>> {
  const shapes = [...tensors].map(([name, { shape }]) => [name, shape]);
  const header = new TextEncoder().encode(JSON.stringify({ kind, description, tensors: shapes }));
  const start = alignedEnd(header.length);
  const numbers = [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
  const bytes = new Uint8Array(start + 4 * numbers + DIGEST_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setUint32(8, header.length, true);
  bytes.set(header, PREFIX_BYTES);
  const body = new Float32Array(bytes.buffer, start, numbers);
  let at = 0;
  for (const [name, { data }] of tensors) {
    if (!data.every(Number.isFinite)) {
      throw new ModelError(
        `the tensor ${name} holds numbers that are not finite; expected finite ones to save.`,
      );
    }
    body.set(data, at);
    at += data.length;
  }
  const end = bytes.length - DIGEST_BYTES;
  bytes.set(bytesOf(await sha256(bytes.subarray(0, end))), end);
  return bytes;
}

/**
 * @param where - names the file in errors
 * @throws ModelError if the file is cut short, changed, of another kind, or holds numbers that are not finite
 */
export async function decodeTensors(
  where: string,
  kind: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ description: unknown; tensors: Map<string, NamedTensor> }> {
  const refuse = (problem: string) => new ModelError(`${where}: ${problem}; expected a whole ${kind} file.`);
  if (bytes.length < PREFIX_BYTES + DIGEST_BYTES) throw refuse("the file is cut short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw refuse("the file is of another format");
  const version = view.getUint32(4, true);
  if (version !== VERSION) throw refuse(`the file has version ${version} of the format, not ${VERSION}`);
  const end = bytes.length - DIGEST_BYTES;
  if (!equal(bytes.subarray(end), bytesOf(await sha256(bytes.subarray(0, end))))) {
    throw refuse("the file is cut short or was changed (its SHA-256 differs)");
  }
  const start = alignedEnd(view.getUint32(8, true));
  if (start > end) throw refuse("the file's header does not end");
  const header = parseHeader(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + view.getUint32(8, true)));
  if (header === undefined) throw refuse("the file's header cannot be read");
  if (header.kind !== kind) throw refuse(`the file is of the kind ${header.kind}`);
  const lengths = header.tensors.map(([, shape]) => shape.reduce((product, length) => product * length, 1));
  const names = new Set(header.tensors.map(([name]) => name));
  if (4 * lengths.reduce((sum, length) => sum + length, 0) !== end - start || names.size < lengths.length) {
    throw refuse("the file's header and numbers do not agree");
  }
  const body = new Float32Array(Uint8Array.from(bytes.subarray(start, end)).buffer);
  const tensors = new Map<string, NamedTensor>();
  let at = 0;
  for (const [i, [name, shape]] of header.tensors.entries()) {
    const data = body.slice(at, at + lengths[i]);
    if (!data.every(Number.isFinite)) throw refuse(`the tensor ${name} holds numbers that are not finite`);
    tensors.set(name, { shape, data });
    at += lengths[i];
  }
  return { description: header.description, tensors };
}

function parseHeader(bytes: Uint8Array): z.output<typeof headerSchema> | undefined {
  try {
    return headerSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

function alignedEnd(headerBytes: number): number {
  return Math.ceil((PREFIX_BYTES + headerBytes) / ALIGNMENT) * ALIGNMENT;
}

function bytesOf(hexadecimal: string): Uint8Array {
  return Uint8Array.from({ length: hexadecimal.length / 2 }, (_, i) =>
    Number.parseInt(hexadecimal.slice(2 * i, 2 * i + 2), 16),
  );
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
