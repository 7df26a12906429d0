/** What a studio remembers of a folder, in `.prosodia/studio` below it: JSON that is whole or not there. */
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { atomicWrite } from "../experiment/files/atomic-write.ts";

export interface StateFiles {
  readonly folder: string;
  /** Undefined if it is absent or not of the schema. */
  read<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined>;
  /** @throws WriteError that names the path: a full disk, no permission */
  write(name: string, value: unknown): Promise<void>;
}

export async function openStateFiles(home: string): Promise<StateFiles> {
  const folder = join(home, ".prosodia", "studio");
  // a folder that cannot be written can still be looked at
  await mkdir(folder, { recursive: true }).catch(() => undefined);
  return {
    folder,
    async read(name, schema) {
      const text = await readFile(join(folder, name), "utf8").catch(() => undefined);
      if (text === undefined) return undefined;
      try {
        return schema.safeParse(JSON.parse(text)).data;
      } catch {
        return undefined;
      }
    },
    write: (name, value) => atomicWrite(join(folder, name), `${JSON.stringify(value)}\n`),
  };
}
