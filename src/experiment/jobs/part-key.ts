/** What names a clip's sound without decoding it: the bytes of its file, and which part of them it is. */
import { digestOf, sha256 } from "../../base/digest.ts";
import type { Segment } from "../../corpus/segment.ts";
import { rememberLast } from "../last-file.ts";
import { readBytes } from "../read-bytes.ts";

const fileDigest = async (path: string): Promise<string> => sha256(await readBytes(path));
const longFileDigest = rememberLast((path: string, _detail: undefined) => fileDigest(path));

export interface ClipPart {
  readonly path: string;
  readonly segment?: Segment;
}

/** The same wherever the file lies and whatever the clip is called; of a file with many clips the bytes are read once. */
export async function partKey({ path, segment }: ClipPart): Promise<string> {
  if (segment === undefined) return fileDigest(path);
  return `${await longFileDigest(path, undefined)}${(await digestOf(segment)).slice(0, 16)}`;
}
