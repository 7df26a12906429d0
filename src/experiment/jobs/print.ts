/** The print of a clip, by which it is known again when it was changed. */
import { z } from "zod";
import { audioPrint } from "../../audio/print.ts";
import { decodeClip } from "../files/decode-clip.ts";
import { codeOf } from "../rows/code-identity.ts";
import { defineJob } from "./job.ts";
import { clipPartSchema, partKey } from "./part-key.ts";

export const printJob = defineJob({
  kind: "print",
  input: clipPartSchema,
  result: z.array(z.int().nonnegative()),
  key: async (part) => `${await partKey(part)}${(await codeOf(import.meta.url)).slice(0, 16)}`,
  files: ({ path }) => [path],
  run: async ({ path, segment }) => [...audioPrint((await decodeClip(path, segment)).audio)],
});
