/** Tables as files: whole or not there; rows that are added are there or not, too. */
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigError, ProsodiaError, WriteError } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";
import type { TableFormat, TableLayout, TableRows } from "../../table/index.ts";
import { temporaryBeside } from "./atomic-write.ts";
import { makeFolder } from "./make-folder.ts";

/**
 * @param append - whether rows are added to a file that is there already
 * @throws WriteError if the file cannot be written, ConfigError if it has other columns
 */
export async function writeTableFile(
  path: string,
  format: TableFormat,
  layout: TableLayout,
  append: boolean,
  fill: (write: (rows: TableRows) => Promise<void>) => Promise<void>,
): Promise<void> {
  try {
    await makeFolder(dirname(path));
    if (append && (await addRows(path, format, layout, fill))) return;
    const temporary = temporaryBeside(path);
    try {
      const file = await open(temporary, "wx");
      try {
        const write = async (bytes: Uint8Array): Promise<void> => {
          await file.appendFile(bytes);
        };
        await write(headerOf(format, layout));
        const writer = await format.open(layout, write);
        await fill((rows) => writer.write(rows));
        await writer.finish();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (error) {
    if (error instanceof ProsodiaError || (error instanceof Error && error.name !== "Error")) throw error;
    throw new WriteError(`${path}: the table cannot be written (${fileTrouble(error)}).`);
  }
}

function headerOf(format: TableFormat, layout: TableLayout): Uint8Array {
  return new TextEncoder().encode(format.header?.(layout) ?? "");
}

/** False if there is no such file yet. */
async function addRows(
  path: string,
  format: TableFormat,
  layout: TableLayout,
  fill: (write: (rows: TableRows) => Promise<void>) => Promise<void>,
): Promise<boolean> {
  if (format.header === undefined) {
    throw new ConfigError(
      `${path}: rows cannot be added to ${format.id}; expected csv.`,
      "Write a file per run.",
    );
  }
  const file = await open(path, "r+").catch(() => undefined);
  if (file === undefined) return false;
  try {
    const expected = headerOf(format, layout);
    const found = new Uint8Array(expected.length);
    await file.read(found, 0, found.length, 0);
    if (Buffer.compare(found, expected) !== 0) {
      throw new ConfigError(`${path}: the table has other columns than these rows; expected the same.`);
    }
    const { size } = await file.stat();
    let at = size;
    try {
      const writer = await format.open(layout, async (bytes) => {
        // a nearly full disk takes what it has room for, and refuses only what comes after
        for (let done = 0; done < bytes.length; ) {
          const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at);
          done += bytesWritten;
          at += bytesWritten;
        }
      });
      await fill((rows) => writer.write(rows));
      await writer.finish();
    } catch (error) {
      await file.truncate(size);
      throw error;
    }
  } finally {
    await file.close();
  }
  return true;
}
