import { strFromU8, unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { noLibreOffice, recalculate, withoutValues } from "../../test/libreoffice.ts";
import { ConfigError } from "../base/errors.ts";
import { type Cell, cellName, rangeName, type Sheet, type Workbook } from "./workbook.ts";
import { encodeXlsx } from "./xlsx.ts";

/** One sheet of plain cells. */
function sheetOf(rows: Sheet["rows"], parts: Partial<Sheet> = {}): Sheet {
  return { name: "Answers", columnWidths: [], frozen: { rows: 0, columns: 0 }, rules: [], ...parts, rows };
}

function xmlOf(book: Workbook, name: string): string {
  return strFromU8(unzipSync(encodeXlsx(book))[name]);
}

const text = (value: string): Cell => ({ value });
const HOSTILE = [
  "=1+1",
  "+1",
  "-1",
  "@SUM(A1)",
  '=HYPERLINK("x")',
  "a\u0007b",
  "_x0041_",
  '<&">',
  "two\nlines",
];

test("cells are named as spreadsheets name them", () => {
  const names = [0, 25, 26, 701, 702, 16_383].map((column) => cellName(0, column));
  expect(names).toEqual(["A1", "Z1", "AA1", "ZZ1", "AAA1", "XFD1"]);
  expect([cellName(2, 1, "row"), cellName(2, 1, "column"), cellName(2, 1, "both")]).toEqual([
    "B$3",
    "$B3",
    "$B$3",
  ]);
  expect(rangeName([0, 1], [4, 2], "both")).toBe("$B$1:$C$5");
});

describe("encodeXlsx", () => {
  test("a formula has its value beside it, of either kind", () => {
    const row = [
      { value: 0.5, formula: "A2<B2", style: "percent" },
      { value: "calm & sad", formula: '"calm & "&A2' },
    ] as const;
    const xml = xmlOf({ sheets: [sheetOf([row])] }, "xl/worksheets/sheet1.xml");
    expect(xml).toMatch(/<c r="A1" s="\d+"><f>A2&lt;B2<\/f><v>0\.5<\/v><\/c>/);
    expect(xml).toMatch(
      /<c r="B1" s="0" t="str"><f>&quot;calm &amp; &quot;&amp;A2<\/f><v>calm &amp; sad<\/v><\/c>/,
    );
  });

  test("text that looks like a formula is text, and stays so when it is edited", () => {
    const cells = ["=1+1", "calm"].map(text);
    const book = { sheets: [sheetOf([cells])] };
    const xml = xmlOf(book, "xl/worksheets/sheet1.xml");
    expect(xml).not.toContain("<f>");
    const styles = [...xml.matchAll(/ s="(\d+)" t="inlineStr"/g)].map(([, style]) => Number(style));
    const looks = [...xmlOf(book, "xl/styles.xml").matchAll(/<xf [^>]*>/g)].slice(1);
    expect(styles.map((style) => looks[style][0].includes("quotePrefix"))).toEqual([true, false]);
  });

  test("a rule finds its own colours, whichever sheet it is on", () => {
    const colours = (fill: string) => ({ range: "A1:A9", when: "A1=1", fill, ink: "#000000" });
    const scale = { range: "B1:B9", scale: [{ at: 0, fill: "#ffffff" }] };
    const book = {
      sheets: [
        sheetOf([], { rules: [colours("#aa0000")] }),
        sheetOf([], { name: "More", rules: [scale, colours("#00bb00")] }),
      ],
    };
    const looks = [...xmlOf(book, "xl/styles.xml").matchAll(/<dxf>.*?bgColor rgb="(\w+)"/g)];
    const [, id] = /dxfId="(\d+)"/.exec(xmlOf(book, "xl/worksheets/sheet2.xml")) ?? [];
    expect(looks[Number(id)][1]).toBe("FF00BB00");
  });

  test("the same workbook is the same bytes", () => {
    const book = { sheets: [sheetOf([[text("calm")]])] };
    expect(encodeXlsx(book)).toEqual(encodeXlsx(book));
  });

  test.each<[Sheet["rows"], string]>([
    [[[text("a".repeat(32_768))]], "sheet Answers: A1 is 32768 characters long"],
    [[[], [null, { value: 1, formula: "1+".repeat(5000) }]], "sheet Answers: B2 is 10000 characters long"],
    [[[{ value: Number.NaN }]], "sheet Answers: A1 is NaN"],
    [[Array.from({ length: 16_385 }, () => null)], "has 16385 columns; spreadsheets open at most 16384"],
  ])("refuses what spreadsheets do not open", (rows, message) => {
    expect(() => encodeXlsx({ sheets: [sheetOf(rows)] })).toThrow(ConfigError);
    expect(() => encodeXlsx({ sheets: [sheetOf(rows)] })).toThrow(message);
  });

  test.skipIf(noLibreOffice !== undefined)(
    `LibreOffice reads it, and computes what has no value${noLibreOffice === undefined ? "" : `: ${noLibreOffice}`}`,
    async () => {
      const row = [
        { value: 3 },
        { value: 99, formula: "A1*2" },
        { value: "no", formula: 'IF(A1=3,"yes","no")' },
      ];
      const book = { sheets: [sheetOf([row, HOSTILE.map(text)], { filter: "A1:C1" })] };
      const trusted = await recalculate(encodeXlsx(book));
      // of numbers it takes the values; text of programs that it does not know it computes at once
      expect(trusted.get("Answers")?.[0].slice(0, 2)).toEqual(["3", "99"]);
      const computed = await recalculate(withoutValues(encodeXlsx(book)));
      expect(computed.get("Answers")?.[0].slice(0, 3)).toEqual(["3", "6", "yes"]);
      expect(computed.get("Answers")?.[1]).toEqual(HOSTILE);
    },
    60_000,
  );
});
