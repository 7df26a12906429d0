/** Reads a file and says what it holds. */
import { z } from "zod";
import { assertAudible } from "../../audio/level.ts";
import { clipFactsSchema, factsOf } from "../../corpus/inspect.ts";
import { nameOfPart } from "../../corpus/segment.ts";
import { decodeClip } from "../files/decode-clip.ts";
import { codeOf } from "../rows/code-identity.ts";
import { defineJob } from "./job.ts";
import { clipPartSchema, partKey } from "./part-key.ts";

/** Facts depend on the file's bytes alone (and on which part of them), wherever the file lies and whatever the clip is called. */
export const factsJob = defineJob({
  kind: "facts",
  input: clipPartSchema.extend({ clipId: z.string() }),
  result: clipFactsSchema,
  key: async (part) => `${await partKey(part)}${(await codeOf(import.meta.url)).slice(0, 16)}`,
  files: ({ path }) => [path],
  async run({ clipId, path, segment }) {
    const decoded = await decodeClip(path, segment);
    assertAudible(decoded.audio, nameOfPart(path, segment));
    return factsOf(clipId, decoded);
  },
});
