/** Reads a file and says what it holds. */
import { z } from "zod";
import { decodeAudio } from "../../audio/decode.ts";
import { assertAudible } from "../../audio/level.ts";
import { sha256 } from "../../base/digest.ts";
import { clipFactsSchema, factsOf } from "../../corpus/inspect.ts";
import { codeOf } from "../code-identity.ts";
import { readBytes } from "../read-bytes.ts";
import { defineJob } from "./job.ts";

/** Facts depend on the file's bytes alone, wherever the file lies and whatever the clip is called. */
export const factsJob = defineJob({
  kind: "facts",
  input: z.strictObject({ clipId: z.string(), path: z.string() }),
  result: clipFactsSchema,
  async key({ path }) {
    return `${await sha256(await readBytes(path))}${(await codeOf(import.meta.url)).slice(0, 16)}`;
  },
  async run({ clipId, path }) {
    const decoded = await decodeAudio(await readBytes(path), path);
    assertAudible(decoded.audio, path);
    return factsOf(clipId, decoded);
  },
});
