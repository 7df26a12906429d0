import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { fileTrouble, namedFileTrouble } from "./file-trouble.ts";

async function thrownBy(path: string): Promise<unknown> {
  return readFile(path).catch((error: unknown) => error);
}

test("a file system's codes become words, with the path where it is known", async () => {
  const missing = await thrownBy("/nowhere/at/all");
  expect(fileTrouble(missing)).toBe("there is no such file or folder");
  expect(namedFileTrouble(missing)).toBe("/nowhere/at/all: there is no such file or folder.");
  expect(fileTrouble(await thrownBy("/"))).toBe("it is a folder");
  expect(fileTrouble(await thrownBy("/etc/passwd/x"))).toBe("a part of the path is a file, not a folder");
});

test("any other error keeps its message, and is nobody's file", () => {
  expect(fileTrouble(new Error("odd"))).toBe("odd");
  expect(namedFileTrouble(new Error("odd"))).toBeUndefined();
});
