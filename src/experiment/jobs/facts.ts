/** Reads a file and says what it holds. */
import { z } from "zod";
import { assertAudible } from "../../audio/level.ts";
import { digestOf, sha256 } from "../../base/digest.ts";
import { clipFactsSchema, factsOf } from "../../corpus/inspect.ts";
import { nameOfPart, segmentSchema } from "../../corpus/segment.ts";
import { codeOf } from "../code-identity.ts";
import { decodeClip } from "../decode-clip.ts";
import { rememberLast } from "../last-file.ts";
import { readBytes } from "../read-bytes.ts";
import { defineJob } from "./job.ts";

const fileDigest = async (path: string): Promise<string> => sha256(await readBytes(path));
const longFileDigest = rememberLast((path: string, _detail: undefined) => fileDigest(path));

/** Facts depend on the file's bytes alone (and on which part of them), wherever the file lies and whatever the clip is called. */
export const factsJob = defineJob({
  kind: "facts",
  input: z.strictObject({ clipId: z.string(), path: z.string(), segment: segmentSchema.exactOptional() }),
  result: clipFactsSchema,
  async key({ path, segment }) {
    const code = (await codeOf(import.meta.url)).slice(0, 16);
    if (segment === undefined) return `${await fileDigest(path)}${code}`;
    return `${await longFileDigest(path, undefined)}${code}${(await digestOf(segment)).slice(0, 16)}`;
  },
  files: ({ path }) => [path],
  async run({ clipId, path, segment }) {
    const decoded = await decodeClip(path, segment);
    assertAudible(decoded.audio, nameOfPart(path, segment));
    return factsOf(clipId, decoded);
  },
});
