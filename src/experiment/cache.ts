/**
 * The content-addressed cache: what was computed once from the same audio by the same recipe is read, not computed.
 * An entry is a file named by its key; a damaged one counts as absent and is written anew. Where entries cannot be written
 * (a full disk, a folder of somebody else) they go to a folder of this process that ends with it: no run ends for it.
 */
import { access, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { messageOf, WriteError } from "../base/errors.ts";
import { hash32 } from "../base/random.ts";
import { AXES, type Feature } from "../features/feature.ts";
import { removeLeftovers, replaceFile, temporaryBeside } from "./atomic-write.ts";
import { makeFolder } from "./make-folder.ts";

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
  /** Why entries had to go elsewhere; undefined if all were written where they belong. */
  trouble(): Promise<string | undefined>;
  /** Removes what went elsewhere, and what killed processes have left. */
  close(): Promise<void>;
}

/** Unfinished fits; graphs and network weights of fits that are to be saved. */
export type BlobKind = "checkpoints" | "models" | "weights";

/** The folder of what is being written. */
const TEMPORARY = "tmp";

/** PROSODIA_CACHE, or prosodia in the user's cache folder. */
export function defaultCacheRoot(): string {
  const { PROSODIA_CACHE, XDG_CACHE_HOME } = process.env;
  if (PROSODIA_CACHE) return resolve(PROSODIA_CACHE);
  return join(XDG_CACHE_HOME ? resolve(XDG_CACHE_HOME) : join(homedir(), ".cache"), "prosodia");
}

export function openCache(root: string = defaultCacheRoot()): Cache {
  // the same for all threads of a process
  const spare = join(tmpdir(), `prosodia-${process.pid}-${hash32(root).toString(16)}`);
  const reason = join(spare, "reason");
  const pathOf = (kind: string, key: string) => join(kind, key.slice(0, 2), key.slice(2));

  async function read(path: string): Promise<Uint8Array | undefined> {
    for (const folder of [root, spare]) {
      const bytes = await readFile(join(folder, path)).catch(() => undefined);
      if (bytes !== undefined) return bytes;
    }
    return undefined;
  }

  async function writeBelow(folder: string, path: string, data: Uint8Array | string): Promise<void> {
    const target = join(folder, path);
    await makeFolder(dirname(target));
    await makeFolder(join(folder, TEMPORARY));
    const temporary = temporaryBeside(join(folder, TEMPORARY, basename(path)));
    await replaceFile(target, data, { lasting: false, temporary });
  }

  async function write(path: string, data: Uint8Array | string): Promise<void> {
    try {
      await writeBelow(root, path, data);
    } catch (error) {
      try {
        await writeBelow(spare, path, data);
        await writeFile(reason, messageOf(error));
      } catch {
        throw new WriteError(
          `${root}: the cache cannot be written (${messageOf(error)}), nor can ${tmpdir()}.`,
          "Set PROSODIA_CACHE to a folder with room.",
        );
      }
    }
  }

  return {
    root,
    async readFeature(key) {
      const bytes = await read(pathOf("features", key));
      return bytes === undefined ? undefined : decodeFeature(bytes);
    },
    writeFeature: (key, feature) => write(pathOf("features", key), encodeFeature(feature)),
    async readJson(kind, key, schema) {
      try {
        const bytes = await read(`${pathOf(kind, key)}.json`);
        return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
      } catch {
        return undefined;
      }
    },
    writeJson: (kind, key, value) => write(`${pathOf(kind, key)}.json`, JSON.stringify(value)),
    async readBlob(kind, key) {
      const bytes = await read(pathOf(kind, key));
      return bytes && Uint8Array.from(bytes);
    },
    async hasBlob(kind, key) {
      const found = [root, spare].map((folder) => access(join(folder, pathOf(kind, key))));
      return (await Promise.allSettled(found)).some(({ status }) => status === "fulfilled");
    },
    writeBlob: (kind, key, bytes) => write(pathOf(kind, key), bytes),
    async removeBlob(kind, key) {
      for (const folder of [root, spare]) {
        // where nothing can be removed nothing was written
        await rm(join(folder, pathOf(kind, key)), { force: true }).catch(() => undefined);
      }
    },
    trouble: () => readFile(reason, "utf8").catch(() => undefined),
    async close() {
      await rm(spare, { recursive: true, force: true });
      await removeLeftovers(join(root, TEMPORARY));
    },
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
