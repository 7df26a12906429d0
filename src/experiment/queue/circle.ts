/**
 * Who can work together: those whose code computes the same, and who share a store. Runs and workers of other circles use other
 * queues of the same server, and are told of each other.
 */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { augmentations } from "../../augment/index.ts";
import { WriteError } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";
import { VERSION } from "../../base/version.ts";
import { features } from "../../features/index.ts";
import { models } from "../../models/index.ts";
import { regressors } from "../../regressors/index.ts";
import { steps } from "../../steps/index.ts";
import { originOf } from "../config/origins.ts";
import { replaceFile } from "../files/atomic-write.ts";
import { makeFolder } from "../files/make-folder.ts";
import * as jobs from "../jobs/all.ts";
import { codeOf, moduleOf } from "../rows/code-identity.ts";

export const memberSchema = z.object({
  code: z
    .string()
    .describe("digest of all code that jobs can reach, of Node's version and the processor's kind"),
  version: z.string(),
  store: z.string().describe("name of the shared store"),
  host: z.string(),
  pid: z.int(),
  folder: z.string().describe("of the store, as its host knows it"),
});
/** A run or a worker, as it tells others of itself. */
export type Member = Readonly<z.output<typeof memberSchema>>;

/** Who this process is, with the store in a folder. */
export async function memberOf(cacheRoot: string): Promise<Member> {
  return {
    code: await codeOfAllJobs(),
    version: VERSION,
    store: await storeName(cacheRoot),
    host: hostname(),
    pid: process.pid,
    folder: cacheRoot,
  };
}

/** The name of the queue of those who can work together. */
export function queueNameOf({ code, store }: Member): string {
  return `jobs-${code.slice(0, 16)}-${store}`;
}

/** Why two cannot work together; undefined if they can. */
export function differenceOf(own: Member, other: Member): string | undefined {
  if (own.code !== other.code) {
    return `${other.host} (process ${other.pid}) runs other code, Prosodia ${describeCode(other)}, than this ${own.host}, ${describeCode(own)}; expected the same version of Prosodia and of Node on both.`;
  }
  if (own.store !== other.store) {
    return `${other.host} (process ${other.pid}) keeps results in another folder, ${other.folder}, than this ${own.host}, ${own.folder}; expected one folder that both see (--cache, or PROSODIA_CACHE).`;
  }
  return undefined;
}

export function describeCode({ version, code }: Member): string {
  return `${version} (${code.slice(0, 8)})`;
}

const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";

/** Of the package: plugins travel with their jobs. */
async function codeOfAllJobs(): Promise<string> {
  const entries = [features, models, regressors, steps, augmentations].flatMap((registry) =>
    registry.list.flatMap(({ kind, id }) => (originOf(kind, id) === undefined ? moduleOf(kind, id) : [])),
  );
  const kinds = Object.values(jobs).map(
    ({ kind }) => new URL(`../jobs/${kind}.${EXTENSION}`, import.meta.url).href,
  );
  return codeOf(...kinds, ...entries);
}

/** A name that lies in the store itself, so that it is the same wherever the folder is mounted. */
async function storeName(folder: string): Promise<string> {
  const path = join(folder, "store-name");
  const found = await readFile(path, "utf8").catch(() => undefined);
  if (found !== undefined && /^[0-9a-f]{16}$/.test(found)) return found;
  const name = randomBytes(8).toString("hex");
  try {
    await makeFolder(folder);
    await replaceFile(path, name, { lasting: true });
  } catch (error) {
    throw new WriteError(
      `${folder}: the folder of results cannot be written (${fileTrouble(error)}); expected one that runs and workers share.`,
    );
  }
  // whoever was last, if two named it at once
  return readFile(path, "utf8");
}
