/** What a studio remembers of a folder, in `.prosodia/studio` below it: JSON that is whole or not there. */
import { mkdir, readFile } from "node:fs/promises";
import type { z } from "zod";
import { atomicWrite } from "../experiment/files/atomic-write.ts";
import type { Places } from "./places.ts";

export interface StateFiles {
  /** Where something of it is, or would be. @throws StudioError if a link leads elsewhere */
  place(name: string): Promise<string>;
  /** Undefined if it is absent, elsewhere or not of the schema. */
  read<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined>;
  /** @throws as `place`; WriteError that names the path: a full disk, no permission */
  write(name: string, value: unknown): Promise<void>;
}

const FOLDER = ".prosodia/studio";

/** Below it. */
export const MAPS = "maps";

export function mapFileOf(key: string): string {
  return `${MAPS}/${key}.json`;
}

/** @throws StudioError if the folder that was opened keeps it elsewhere, by a link */
export async function openStateFiles({ place }: Places): Promise<StateFiles> {
  const placeOf = (name: string): Promise<string> => place(`${FOLDER}/${name}`);
  // a folder that cannot be written can still be looked at
  await mkdir(await place(FOLDER), { recursive: true }).catch(() => undefined);
  return {
    place: placeOf,
    async read(name, schema) {
      const text = await placeOf(name)
        .then((path) => readFile(path, "utf8"))
        .catch(() => undefined);
      if (text === undefined) return undefined;
      try {
        return schema.safeParse(JSON.parse(text)).data;
      } catch {
        return undefined;
      }
    },
    write: async (name, value) => atomicWrite(await placeOf(name), `${JSON.stringify(value)}\n`),
  };
}
