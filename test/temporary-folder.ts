import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/**
 * A folder of the given files (path below the folder -> content), removed when the test ends.
 *
 * @returns its absolute path
 */
export function temporaryFolder(files: Record<string, string | Uint8Array>): string {
  const root = mkdtempSync(join(tmpdir(), "prosodia-test-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** Empty files of the given names: corpus readers do not open the audio. */
export function temporaryFiles(...paths: string[]): string {
  return temporaryFolder(Object.fromEntries(paths.map((path) => [path, ""])));
}
