import { open, stat } from "node:fs/promises";
import { AudioError } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";

/** More than two hours of WAV at 48 kHz in stereo and 16 bits: what is longer is refused when decoded, anyway. */
export const MAX_BYTES = 2 ** 31 - 1;

/**
 * The bytes of a recording. Only what a regular file says to hold is read: a pipe would be waited for without end, and files
 * of /proc hold more than they say.
 *
 * @throws AudioError that names the file, if it is missing, empty, too large, no regular file, or cannot be read
 */
export async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const problem =
      error.code === "ENOENT" ? "there is no such file" : `the file cannot be read (${fileTrouble(error)})`;
    throw new AudioError(`${path}: ${problem}.`);
  });
  if (!found.isFile()) {
    throw new AudioError(
      `${path}: expected a recording, got ${found.isDirectory() ? "a folder" : "no regular file"}.`,
    );
  }
  if (found.size === 0) throw new AudioError(`${path}: the file is empty.`);
  if (found.size > MAX_BYTES) throw new AudioError(`${path}: expected at most 2 GB.`, "Cut it into clips.");
  try {
    return await readAtMost(path, found.size);
  } catch (error) {
    throw new AudioError(`${path}: the file cannot be read (${fileTrouble(error)}).`);
  }
}

async function readAtMost(path: string, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, "r");
  try {
    const bytes = new Uint8Array(size);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}
