/** Where a recogniser file is read from. */
import { ModelError, messageOf } from "../base/errors.ts";

/** The bytes of a file, a Blob or File, or an address (of a page: relative to it). */
export type RecogniserSource = Uint8Array | Blob | URL | string;

/** @throws ModelError if nothing comes from the address, or the source is none */
export async function readSource(source: RecogniserSource): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  if (!(source instanceof URL || typeof source === "string")) {
    throw new ModelError("the recogniser is no file: expected its bytes, a Blob or File, or its address.");
  }
  const failed = (why: string): ModelError =>
    new ModelError(
      `the recogniser cannot be fetched from ${source}: ${why}.`,
      typeof source === "string" && typeof location === "undefined" && !URL.canParse(source)
        ? "Of a file on this machine give the bytes: await readFile(path)."
        : undefined,
    );
  const response = await fetch(source).catch((error: unknown) => {
    throw failed(messageOf(error));
  });
  if (!response.ok) throw failed(`the server answers ${response.status} ${response.statusText}`.trimEnd());
  return new Uint8Array(await response.arrayBuffer());
}
