/** Votes as a spreadsheet, from csv of other programs. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { prosodia, temporaryFolder } from "./prosodia.ts";

test("ensemble sheet writes a workbook or a csv, and says what does not fit", async () => {
  const cwd = await temporaryFolder();
  const write = (name: string, ...labels: string[]) =>
    writeFile(
      join(cwd, name),
      `filename,label\n${labels.map((label, i) => `${["=1+1", "b", "c"][i]},${label}\n`).join("")}`,
    );
  await write("svm.csv", "sad", "calm", "calm");
  await write("mlp.csv", "calm", "calm", "sad");
  await write("short.csv", "calm", "calm");
  const run = (...args: string[]) => prosodia(["ensemble", "sheet", ...args], { cwd });

  const book = await run("svm.csv", "mlp.csv", "--tie-breaker", "mlp", "-o", "votes.xlsx");
  expect(book.code, book.stderr).toBe(0);
  expect(book.stdout).toBe("votes.xlsx: 2 members, 3 clips\n");
  expect(book.stderr).toContain("svm is not trusted");
  const files = unzipSync(await readFile(join(cwd, "votes.xlsx")));
  const votes = strFromU8(files["xl/worksheets/sheet1.xml"]);
  expect(votes).toMatch(/<c r="A4" s="\d+" t="inlineStr"><is><t xml:space="preserve">=1\+1<\/t>/);
  expect(votes).toMatch(/<c r="D4" s="0" t="str"><f>INDEX\([^<]*<\/f><v>calm<\/v>/);

  await run("svm.csv", "mlp.csv", "--weight", "svm=3", "-o", "votes.csv");
  const [head, first] = (await readFile(join(cwd, "votes.csv"), "utf8")).split("\n");
  expect(head).toMatch(
    /^clip,svm,mlp,majority,its votes,worst label,its votes,undecided,easy,barely made it,/,
  );
  expect(first).toMatch(/^'=1\+1,sad,calm,sad,3,calm,1,0,1,0,3,1$/);

  const wrong = async (...args: string[]) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    return stderr;
  };
  expect(await wrong("svm.csv", "-o", "votes.ods")).toContain(
    '--out: expected a file name that ends in .xlsx or .csv, got "votes.ods"',
  );
  expect(await wrong("svm.csv", "-o", "v.csv", "--tie-breaker", "smv")).toContain('"smv" is no member');
  expect(await wrong("svm.csv", "-o", "v.csv", "--weight", "svm=0.5")).toContain("weights.svm");
  expect(await wrong("svm.csv", "short.csv", "-o", "v.csv")).toContain("1 clip missing that svm has (c)");
}, 60_000);
