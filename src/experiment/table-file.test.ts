import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";

const SCRIPT = resolve(import.meta.dirname, "../../test/add-until-refused.ts");

test.skipIf(process.platform === "win32")(
  "where there is no more room rows are refused, those that were added are whole, and none is half there",
  async () => {
    const path = join(temporaryFolder({}), "table.csv");
    const limited = ["-c", 'ulimit -f 1; exec "$@"', "limited", process.execPath, "--import", "tsx", SCRIPT];
    const env = { ...process.env, TSX_DISABLE_CACHE: "1" };
    const { stdout } = await promisify(execFile)("bash", [...limited, path], { env });
    const { added, refusal }: { added: number; refusal: string } = JSON.parse(stdout);
    expect(refusal).toBe(`${path}: the table cannot be written (a file may not be so long here).`);
    const rows = (await readFile(path, "utf8")).split("\n");
    expect(rows).toHaveLength(1 + added + 1);
    expect(new Set(rows.slice(1, -1)).size).toBe(1);
    expect(rows.at(-1)).toBe("");
  },
  30_000,
);
