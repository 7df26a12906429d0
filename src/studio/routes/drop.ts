/** Recordings that are dropped on the page: copied into a new folder, file by file. */
import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Hono } from "hono";
import { z } from "zod";
import { WriteError } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";
import { hasAudioName } from "../../corpus/audio-files.ts";
import type { Studio } from "../studio.ts";
import { StudioError } from "../trouble.ts";
import { queryOf } from "./query.ts";

/** Of one file. */
const MOST_BYTES = 2 ** 28;

/** Marks: some systems write an accent as a sign of its own. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._()-]{0,120}$/u;

const isHidden = (name: string): boolean => /^\.(?!\.?$)/.test(name);

const dropSchema = z.object({
  corpus: z.string().regex(/^dropped-[\d-]{1,40}$/, "expected the name of a new folder"),
  path: z.string().max(400),
});

export function dropRoutes({ places }: Studio): Hono {
  const app = new Hono();
  app.put("/drop", async (c) => {
    const { corpus, path } = queryOf(c, dropSchema);
    const parts = path.split("/");
    // pictures and notes that lie beside recordings, and what systems add: nothing of them is written
    if (!hasAudioName(path) || parts.some(isHidden)) return c.json({ saved: false });
    if (!parts.every((part) => NAME.test(part))) {
      throw new StudioError(
        400,
        `"${path}" is no name that a file can be saved under; expected letters, numbers, spaces, . _ ( ) -.`,
      );
    }
    const target = await places.place(`${corpus}/${path}`);
    const temporary = `${target}.${randomBytes(4).toString("hex")}.tmp`;
    try {
      await mkdir(dirname(target), { recursive: true });
      await pipeline(Readable.from(limited(c.req.raw.body)), createWriteStream(temporary, { flags: "wx" }));
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      if (error instanceof StudioError) throw error;
      throw new WriteError(
        `${corpus}/${path}: the file cannot be saved (${fileTrouble(error)}).`,
        "Free some space, or let the studio write there, then drop the files again.",
      );
    }
    return c.json({ saved: true });
  });
  return app;
}

async function* limited(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      size += value.length;
      if (size > MOST_BYTES)
        throw new StudioError(413, "a recording is larger than 256 MB; cut it into clips.");
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}
