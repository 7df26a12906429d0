/**
 * The content-addressed cache: what was computed once from the same audio by the same recipe is read, not computed.
 * An entry is a file named by its key, and ends with its SHA-256; a damaged one counts as absent and is written anew. Where entries cannot be written
 * (a full disk, a folder of somebody else) they go to a folder of this process that ends with it: no run ends for it, unless
 * others are to read what is written.
 */
import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { WriteError } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";
import { hash32 } from "../../base/random.ts";
import { AXES, type Feature } from "../../features/feature.ts";
import { removeLeftovers, replaceFile, temporaryBeside } from "../files/atomic-write.ts";
import { makeFolder } from "../files/make-folder.ts";
import { isOwnFolder, makeOwnFolder } from "../files/own-folder.ts";

const headerSchema = z.strictObject({
  axes: z.array(z.enum(AXES)),
  shape: z.array(z.int().nonnegative()),
});
const DIGEST_BYTES = 32;

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
  /** Whether it is there, whole, and has this SHA-256. */
  hasBlob(kind: BlobKind, key: string, sha256: string): Promise<boolean>;
  writeBlob(kind: BlobKind, key: string, bytes: Uint8Array): Promise<void>;
  removeBlob(kind: BlobKind, key: string): Promise<void>;
  /** Why entries had to go elsewhere; undefined if all were written where they belong. */
  trouble(): Promise<string | undefined>;
  /** Removes what went elsewhere, and what killed processes have left. */
  close(): Promise<void>;
}

/**
 * Unfinished fits; graphs and network weights of fits that are to be saved; frozen networks behind features; inputs of jobs that
 * are too large for a queue; features of many rows.
 */
export type BlobKind = "checkpoints" | "models" | "weights" | "networks" | "inputs" | "packs";

/** The folder of what is being written. */
const TEMPORARY = "tmp";

/** PROSODIA_CACHE, or prosodia in the user's cache folder. */
export function defaultCacheRoot(): string {
  const { PROSODIA_CACHE, XDG_CACHE_HOME } = process.env;
  if (PROSODIA_CACHE) return resolve(PROSODIA_CACHE);
  return join(XDG_CACHE_HOME ? resolve(XDG_CACHE_HOME) : join(homedir(), ".cache"), "prosodia");
}

/** @param shared - whether other machines read what is written: what cannot be written there is an error then */
export function openCache(root: string = defaultCacheRoot(), { shared = false } = {}): Cache {
  // the same for all threads of a process
  const spare = join(tmpdir(), `prosodia-${process.pid}-${hash32(root).toString(16)}`);
  const reason = join(spare, "reason");
  const pathOf = (kind: string, key: string) => join(kind, key.slice(0, 2), key.slice(2));

  /** Where entries may lie. */
  async function* folders(): AsyncGenerator<string> {
    yield root;
    if (await isOwnFolder(spare)) yield spare;
  }

  async function read(path: string): Promise<Uint8Array | undefined> {
    for await (const folder of folders()) {
      const bytes = await readFile(join(folder, path)).catch(() => undefined);
      const content = bytes && wholeContent(bytes);
      if (content !== undefined) return content;
    }
    return undefined;
  }

  async function writeBelow(folder: string, path: string, data: Uint8Array | string): Promise<void> {
    const target = join(folder, path);
    await makeFolder(dirname(target));
    await makeFolder(join(folder, TEMPORARY));
    const temporary = temporaryBeside(join(folder, TEMPORARY, basename(path)));
    await replaceFile(target, withDigest(data), { lasting: false, temporary });
  }

  async function write(path: string, data: Uint8Array | string): Promise<void> {
    try {
      await writeBelow(root, path, data);
    } catch (error) {
      if (shared)
        throw new WriteError(`${root}: the shared cache cannot be written (${fileTrouble(error)}).`);
      try {
        await makeOwnFolder(spare);
        await writeBelow(spare, path, data);
        // at once: another thread may be reading it
        await replaceFile(reason, fileTrouble(error), { lasting: false });
      } catch {
        throw new WriteError(
          `${root}: the cache cannot be written (${fileTrouble(error)}), nor can ${tmpdir()}.`,
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
    async hasBlob(kind, key, sha256) {
      const bytes = await read(pathOf(kind, key));
      return bytes !== undefined && digest(bytes).toString("hex") === sha256;
    },
    writeBlob: (kind, key, bytes) => write(pathOf(kind, key), bytes),
    async removeBlob(kind, key) {
      for await (const folder of folders()) {
        // where nothing can be removed nothing was written
        await rm(join(folder, pathOf(kind, key)), { force: true }).catch(() => undefined);
      }
    },
    trouble: async () =>
      (await isOwnFolder(spare)) ? readFile(reason, "utf8").catch(() => undefined) : undefined,
    async close() {
      // it may be somebody else's
      await rm(spare, { recursive: true, force: true }).catch(() => undefined);
      await removeLeftovers(join(root, TEMPORARY));
    },
  };
}

function digest(data: Uint8Array | string): Buffer {
  return createHash("sha256").update(data).digest();
}

function withDigest(data: Uint8Array | string): Uint8Array {
  return Buffer.concat([typeof data === "string" ? Buffer.from(data) : data, digest(data)]);
}

/** What a file was written with; undefined where any of its bits changed, or some are missing. */
function wholeContent(bytes: Buffer): Buffer | undefined {
  const end = bytes.length - DIGEST_BYTES;
  if (end < 0) return undefined;
  const content = bytes.subarray(0, end);
  return digest(content).equals(bytes.subarray(end)) ? content : undefined;
}

function encodeFeature({ axes, shape, data }: Feature): Uint8Array {
  const body = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const header = new TextEncoder().encode(JSON.stringify({ axes, shape }));
  const bytes = new Uint8Array(4 + header.length + body.length);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  bytes.set(body, 4 + header.length);
  return bytes;
}

function decodeFeature(bytes: Uint8Array): Feature | undefined {
  try {
    const start = 4 + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
    const { axes, shape } = headerSchema.parse(
      JSON.parse(new TextDecoder().decode(bytes.subarray(4, start))),
    );
    return { axes, shape, data: new Float32Array(Uint8Array.from(bytes.subarray(start)).buffer) };
  } catch {
    return undefined;
  }
}
