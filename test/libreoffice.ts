/** What LibreOffice makes of a workbook: every formula computed anew. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { parseCsv } from "../src/base/csv.ts";

/** Why tests with LibreOffice are skipped, or nothing. */
export const noLibreOffice =
  spawnSync("soffice", ["--version"]).status === 0
    ? undefined
    : "LibreOffice is not installed (apt-get install libreoffice-calc)";

/** A workbook whose formulas have no values: whoever opens it has to compute them. Without looks, numbers are written in full. */
export function withoutValues(xlsx: Uint8Array): Uint8Array {
  return changeSheets(xlsx, (xml) =>
    xml.replaceAll(/<\/f><v>[^<]*<\/v>/g, "</f>").replaceAll(/ s="\d+"/g, ""),
  );
}

/** The same workbook with other sheets' XML. */
export function changeSheets(xlsx: Uint8Array, change: (xml: string, name: string) => string): Uint8Array {
  const files = Object.entries(unzipSync(xlsx)).map(([name, bytes]) => [
    name,
    name.startsWith("xl/worksheets/") ? strToU8(change(strFromU8(bytes), name)) : bytes,
  ]);
  return zipSync(Object.fromEntries(files));
}

/** Sheet name -> [row, column], what the cells hold; numbers as text. */
export async function recalculate(xlsx: Uint8Array): Promise<Map<string, string[][]>> {
  const folder = await mkdtemp(join(tmpdir(), "libreoffice-"));
  try {
    await writeFile(join(folder, "book.xlsx"), xlsx);
    const filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1";
    await run([
      `-env:UserInstallation=${pathToFileURL(join(folder, "profile"))}`,
      ...["--headless", "--convert-to", filter, "--outdir", folder, join(folder, "book.xlsx")],
    ]);
    const names = (await readdir(folder)).filter((name) => name.endsWith(".csv"));
    const sheets = new Map<string, string[][]>();
    for (const name of names) {
      const text = await readFile(join(folder, name), "utf8");
      const rows = parseCsv(text, noCsv, { separator: "," }).map(({ cells }) => [...cells]);
      sheets.set(name.slice("book-".length, -".csv".length), rows);
    }
    return sheets;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("soffice", args, { stdio: "ignore" });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`soffice ended with ${code}`))));
  });
}

function noCsv(line: number, problem: string): never {
  throw new Error(`line ${line}: ${problem}`);
}
