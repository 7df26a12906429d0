import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inSmallFiles } from "../../../test/in-small-files.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";

test.skipIf(process.platform === "win32")(
  "where there is no more room rows are refused, those that were added are whole, and none is half there",
  async () => {
    const path = join(temporaryFolder({}), "table.csv");
    const stdout = await inSmallFiles("add-until-refused.ts", path);
    const { added, refusal }: { added: number; refusal: string } = JSON.parse(stdout);
    expect(refusal).toBe(`${path}: the table cannot be written (a file may not be so long here).`);
    const rows = (await readFile(path, "utf8")).split("\n");
    expect(rows).toHaveLength(1 + added + 1);
    expect(new Set(rows.slice(1, -1)).size).toBe(1);
    expect(rows.at(-1)).toBe("");
  },
  30_000,
);
