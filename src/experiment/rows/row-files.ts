/**
 * Rows of a fit that are too many to be held: a file of 4 bytes per number, read where it is wanted. It has no name while it is used, so that
 * nothing of it is left however the process ends. Reads and writes do not give way to others: a fit has a thread to itself.
 */
import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WriteError } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";
import type { RowNumbers } from "../../dataset/stored-dataset.ts";
import { temporaryBeside } from "../files/atomic-write.ts";
import { makeFolder } from "../files/make-folder.ts";

export interface RowFiles {
  /** @throws WriteError if no file can be made */
  open(width: number): Promise<RowNumbers>;
  /** Ends all of them. */
  close(): void;
}

/** @param folder - where they are; where it cannot be written, in the machine's folder of temporary files */
export function createRowFiles(folder: string): RowFiles {
  const opened: number[] = [];

  async function openIn(place: string): Promise<number> {
    await makeFolder(place);
    const path = temporaryBeside(join(place, "rows"));
    const file = openSync(path, "wx+");
    rmSync(path);
    return file;
  }

  return {
    async open(width) {
      const file = await openIn(folder)
        .catch(() => openIn(tmpdir()))
        .catch((error: unknown) => {
          throw unwritable(folder, error);
        });
      opened.push(file);
      return numbersOf(file, width, folder);
    },
    close() {
      for (const file of opened.splice(0)) closeSync(file);
    },
  };
}

function numbersOf(file: number, width: number, folder: string): RowNumbers {
  const rowBytes = 4 * width;
  return {
    read(rows, into) {
      for (let from = 0; from < rows.length; ) {
        let to = from + 1;
        while (to < rows.length && rows[to] === rows[to - 1] + 1) to++;
        const bytes = bytesOf(into.subarray(from * width, to * width));
        let done = 0;
        while (done < bytes.length) {
          const more = readSync(file, bytes, done, bytes.length - done, rows[from] * rowBytes + done);
          if (more === 0) throw new Error(`row ${rows[from]} was never written`);
          done += more;
        }
        from = to;
      }
    },
    write(from, x) {
      const bytes = bytesOf(x);
      try {
        let done = 0;
        while (done < bytes.length) {
          done += writeSync(file, bytes, done, bytes.length - done, from * rowBytes + done);
        }
      } catch (error) {
        throw unwritable(folder, error);
      }
    },
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function unwritable(folder: string, error: unknown): WriteError {
  return new WriteError(
    `${folder}: the rows of a fit are too many to be held, and cannot be written (${fileTrouble(error)}).`,
    "Set PROSODIA_CACHE to a folder with room.",
  );
}
