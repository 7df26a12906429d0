/**
 * The content-addressed cache: what was computed once from the same audio by the same recipe is read, not computed.
 * An entry is a file named by its key; a damaged one counts as absent and is written anew.
 */
import { access, readFile, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { AXES, type Feature } from "../features/feature.ts";
import { atomicWrite } from "./atomic-write.ts";

/** "PFC1": a Prosodia feature cache entry, first form. */
const MAGIC = 0x31434650;
const headerSchema = z.strictObject({
  axes: z.array(z.enum(AXES)),
  shape: z.array(z.int().nonnegative()),
  crc32: z.int(),
});

export interface Cache {
  readonly root: string;
  /** The feature, or undefined if it is absent or damaged. */
  readFeature(key: string): Promise<Feature | undefined>;
  writeFeature(key: string, feature: Feature): Promise<void>;
  /** A JSON value, or undefined if it is absent, damaged or not of the schema. */
  readJson<T>(kind: string, key: string, schema: z.ZodType<T>): Promise<T | undefined>;
  writeJson(kind: string, key: string, value: unknown): Promise<void>;
  /** Bytes as they were written, such as a checkpoint or a graph, or undefined. */
  readBlob(kind: BlobKind, key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  hasBlob(kind: BlobKind, key: string): Promise<boolean>;
  writeBlob(kind: BlobKind, key: string, bytes: Uint8Array): Promise<void>;
  removeBlob(kind: BlobKind, key: string): Promise<void>;
}

/** Unfinished fits; graphs and network weights of fits that are to be saved. */
export type BlobKind = "checkpoints" | "models" | "weights";

/** PROSODIA_CACHE, or prosodia in the user's cache folder. */
export function defaultCacheRoot(): string {
  const { PROSODIA_CACHE, XDG_CACHE_HOME } = process.env;
  if (PROSODIA_CACHE) return resolve(PROSODIA_CACHE);
  return join(XDG_CACHE_HOME ? resolve(XDG_CACHE_HOME) : join(homedir(), ".cache"), "prosodia");
}

export function openCache(root: string = defaultCacheRoot()): Cache {
  const pathOf = (kind: string, key: string) => join(root, kind, key.slice(0, 2), key.slice(2));
  return {
    root,
    async readFeature(key) {
      const bytes = await readFile(pathOf("features", key)).catch(() => undefined);
      return bytes === undefined ? undefined : decodeFeature(bytes);
    },
    writeFeature: (key, feature) => atomicWrite(pathOf("features", key), encodeFeature(feature)),
    async readJson(kind, key, schema) {
      try {
        return schema.parse(JSON.parse(await readFile(`${pathOf(kind, key)}.json`, "utf8")));
      } catch {
        return undefined;
      }
    },
    writeJson: (kind, key, value) => atomicWrite(`${pathOf(kind, key)}.json`, JSON.stringify(value)),
    async readBlob(kind, key) {
      const bytes = await readFile(pathOf(kind, key)).catch(() => undefined);
      return bytes && Uint8Array.from(bytes);
    },
    hasBlob: (kind, key) =>
      access(pathOf(kind, key)).then(
        () => true,
        () => false,
      ),
    writeBlob: (kind, key, bytes) => atomicWrite(pathOf(kind, key), bytes),
    removeBlob: (kind, key) => rm(pathOf(kind, key), { force: true }),
  };
}

function encodeFeature({ axes, shape, data }: Feature): Uint8Array {
  const body = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const header = new TextEncoder().encode(JSON.stringify({ axes, shape, crc32: crc32(body) }));
  // The numbers start at a multiple of four bytes, so that they can be read in place.
  const start = Math.ceil((8 + header.length) / 4) * 4;
  const bytes = new Uint8Array(start + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, header.length, true);
  bytes.set(header, 8);
  bytes.set(body, start);
  return bytes;
}

function decodeFeature(bytes: Uint8Array): Feature | undefined {
  if (bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getUint32(4, true);
  const start = Math.ceil((8 + headerBytes) / 4) * 4;
  if (view.getUint32(0, true) !== MAGIC || start > bytes.length) return undefined;
  const body = Uint8Array.from(bytes.subarray(start));
  try {
    const header = headerSchema.parse(
      JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes))),
    );
    const length = header.shape.reduce((product, one) => product * one, 1);
    if (body.length !== 4 * length || crc32(body) !== header.crc32) return undefined;
    return { axes: header.axes, shape: header.shape, data: new Float32Array(body.buffer) };
  } catch {
    return undefined;
  }
}
