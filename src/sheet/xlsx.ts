/**
 * Workbooks as .xlsx (ECMA-376 part 1, SpreadsheetML). Our own, since the libraries that are kept up write formulas without
 * their values: programs that do not compute (previews, pandas) would show nothing.
 */
import { strToU8, zipSync } from "fflate";
import { type Cell, type ColourRule, cellName, checkSheet, type Sheet, type Workbook } from "./workbook.ts";
import { argb, styleIndex, stylesXml } from "./xlsx-styles.ts";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** The format's first day, so that the same workbook is the same bytes. */
const WRITTEN = new Date(1980, 0, 1);

/**
 * The bytes of a file; the same workbook gives the same bytes.
 *
 * @throws ConfigError that names the sheet, if it holds more than spreadsheets open
 */
export function encodeXlsx({ sheets }: Workbook): Uint8Array<ArrayBuffer> {
  for (const sheet of sheets) checkSheet(sheet);
  const rules = sheets.flatMap((sheet) => sheet.rules);
  const files = new Map([
    [
      "[Content_Types].xml",
      `<Types xmlns="${PACKAGE}/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        `<Override PartName="/xl/workbook.xml" ContentType="${KINDS}.sheet.main+xml"/>` +
        `<Override PartName="/xl/styles.xml" ContentType="${KINDS}.styles+xml"/>` +
        sheets
          .map((_, i) => `<Override PartName="/xl/${partName(i)}" ContentType="${KINDS}.worksheet+xml"/>`)
          .join("") +
        "</Types>",
    ],
    ["_rels/.rels", relationships([["officeDocument", "xl/workbook.xml"]])],
    [
      "xl/workbook.xml",
      `<workbook xmlns="${MAIN}" xmlns:r="${LINKS}"><sheets>${sheets
        .map(({ name }, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
        .join("")}</sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      relationships([...sheets.map((_, i) => ["worksheet", partName(i)] as const), ["styles", "styles.xml"]]),
    ],
    ["xl/styles.xml", stylesXml(rules)],
    ...sheets.map((sheet, i) => [`xl/${partName(i)}`, sheetXml(sheet, rules)] as const),
  ]);
  const entries = [...files].map(
    ([name, xml]) =>
      [name, strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${xml}`)] as const,
  );
  return zipSync(Object.fromEntries(entries), { mtime: WRITTEN });
}

function partName(sheet: number): string {
  return `worksheets/sheet${sheet + 1}.xml`;
}

function relationships(links: readonly (readonly [kind: string, target: string])[]): string {
  const list = links.map(
    ([kind, target], i) => `<Relationship Id="rId${i + 1}" Type="${LINKS}/${kind}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${PACKAGE}/relationships">${list.join("")}</Relationships>`;
}

function sheetXml(sheet: Sheet, rulesOfAll: readonly ColourRule[]): string {
  const { rows, columnWidths, frozen, filter } = sheet;
  const { rows: down, columns: across } = frozen;
  const split = [...(across > 0 ? [`xSplit="${across}"`] : []), ...(down > 0 ? [`ySplit="${down}"`] : [])];
  const corner = across === 0 ? "bottomLeft" : down === 0 ? "topRight" : "bottomRight";
  const pane =
    split.length === 0
      ? ""
      : `<pane ${split.join(" ")} topLeftCell="${cellName(down, across)}" activePane="${corner}" state="frozen"/>`;
  const widths = columnWidths.map(
    (width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`,
  );
  return (
    `<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>` +
    `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>` +
    (widths.length === 0 ? "" : `<cols>${widths.join("")}</cols>`) +
    `<sheetData>${rows.map(rowXml).join("")}</sheetData>` +
    (filter === undefined ? "" : `<autoFilter ref="${filter}"/>`) +
    rulesXml(sheet.rules, rulesOfAll) +
    '<pageMargins left="0.4" right="0.4" top="0.4" bottom="0.4" header="0.2" footer="0.2"/>' +
    '<pageSetup orientation="landscape" fitToHeight="0"/></worksheet>'
  );
}

function rowXml(row: readonly (Cell | null)[], at: number): string {
  const cells = row.map((cell, column) => (cell === null ? "" : cellXml(cell, cellName(at, column))));
  return `<row r="${at + 1}">${cells.join("")}</row>`;
}

function cellXml({ value, formula, style = "plain" }: Cell, name: string): string {
  const isText = typeof value === "string";
  const start = `<c r="${name}" s="${styleIndex(style, isText && formula === undefined && /^[=+\-@]/.test(value))}"`;
  const content = isText ? textXml(value) : String(value);
  if (formula !== undefined) {
    return `${start}${isText ? ' t="str"' : ""}><f>${escaped(formula)}</f><v>${content}</v></c>`;
  }
  return isText
    ? `${start} t="inlineStr"><is><t xml:space="preserve">${content}</t></is></c>`
    : `${start}><v>${content}</v></c>`;
}

/** Which of the workbook's looks a rule has is told by its place among those with a look. */
function rulesXml(rules: readonly ColourRule[], rulesOfAll: readonly ColourRule[]): string {
  const withLook = rulesOfAll.filter((rule) => "when" in rule);
  return rules
    .map((rule, i) => {
      const priority = `priority="${i + 1}"`;
      const content =
        "when" in rule
          ? `<cfRule type="expression" dxfId="${withLook.indexOf(rule)}" ${priority}><formula>${escaped(rule.when)}</formula></cfRule>`
          : `<cfRule type="colorScale" ${priority}><colorScale>` +
            rule.scale.map(({ at }) => `<cfvo type="num" val="${at}"/>`).join("") +
            rule.scale.map(({ fill }) => `<color rgb="${argb(fill)}"/>`).join("") +
            "</colorScale></cfRule>";
      return `<conditionalFormatting sqref="${rule.range}">${content}</conditionalFormatting>`;
    })
    .join("");
}

/** What XML cannot hold is written as _xHHHH_, as the format has it; what only looks so is kept apart by its underscore. */
function textXml(text: string): string {
  return escaped(
    text
      .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
      .replaceAll(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, (character) => {
        const unit = character.charCodeAt(0);
        return unit >= 0xd800 && unit <= 0xdfff
          ? "\ufffd"
          : `_x${unit.toString(16).toUpperCase().padStart(4, "0")}_`;
      }),
  );
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
