/** What names a clip's sound without decoding it: the bytes of its file, and which part of them it is. */
import { z } from "zod";
import { digestOf, sha256 } from "../../base/digest.ts";
import { segmentSchema } from "../../corpus/segment.ts";
import { rememberLast } from "../files/last-file.ts";
import { readBytes } from "../files/read-bytes.ts";

const fileDigest = async (path: string): Promise<string> => sha256(await readBytes(path));
const longFileDigest = rememberLast((path: string, _detail: undefined) => fileDigest(path));

/** Where the sound of a clip lies. */
export const clipPartSchema = z.strictObject({ path: z.string(), segment: segmentSchema.exactOptional() });
export type ClipPart = Readonly<z.output<typeof clipPartSchema>>;

/** The same wherever the file lies and whatever the clip is called; of a file with many clips the bytes are read once. */
export async function partKey({ path, segment }: ClipPart): Promise<string> {
  if (segment === undefined) return fileDigest(path);
  return `${await longFileDigest(path, undefined)}${(await digestOf(segment)).slice(0, 16)}`;
}
