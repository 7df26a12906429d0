/** What a file system refuses, in words: its codes are no sentences. */
import { messageOf } from "./errors.ts";

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  ENOTDIR: "a part of the path is a file, not a folder",
  EISDIR: "it is a folder",
  EACCES: "no permission",
  EPERM: "not permitted",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota of the disk is used up",
  EFBIG: "a file may not be so long here",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "its links lead in a circle",
  EBUSY: "it is in use",
  EEXIST: "it is there already",
};

/** Why a file cannot be read or written; the message itself where it is no file system's. */
export function fileTrouble(error: unknown): string {
  return WORDS[codeOf(error)] ?? messageOf(error);
}

/** The path and the trouble of an error that a file system threw; undefined for any other. */
export function namedFileTrouble(error: unknown): string | undefined {
  const words = WORDS[codeOf(error)];
  if (words === undefined || !(error instanceof Error) || !("path" in error)) return undefined;
  return `${String(error.path)}: ${words}.`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
