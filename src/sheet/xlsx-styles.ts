/** xl/styles.xml: the looks that cells can have, and those that rules give them. */
import type { CellStyle, ColourRule } from "./workbook.ts";

interface Look {
  /** Index of font, fill and number format; index 1 of the fills is reserved by the file format. */
  readonly font: number;
  readonly fill: number;
  readonly format: number;
  readonly alignment?: string;
}

const PERCENT = 164;
const LOOKS: Readonly<Record<CellStyle, Look>> = {
  plain: { font: 0, fill: 0, format: 0 },
  title: { font: 3, fill: 0, format: 0 },
  head: { font: 1, fill: 2, format: 0 },
  headNumber: { font: 1, fill: 2, format: 0, alignment: 'horizontal="right"' },
  input: { font: 0, fill: 3, format: 0 },
  inputPercent: { font: 0, fill: 3, format: PERCENT },
  note: { font: 2, fill: 0, format: 0, alignment: 'horizontal="left" indent="1"' },
  quiet: { font: 2, fill: 0, format: 0 },
  percent: { font: 0, fill: 0, format: PERCENT },
};
const NAMES = Object.keys(LOOKS);

const FONTS = ["", "<b/>", '<color rgb="FF666666"/>', '<b/><sz val="14"/>'];
const SOLID = ["FFE8EAED", "FFFFF3C4"];

/**
 * @param isFormulaLike - text that would be a formula if a person typed it: it stays text when the cell is edited
 * @returns what a cell's `s` is
 */
export function styleIndex(style: CellStyle, isFormulaLike: boolean): number {
  return NAMES.indexOf(style) * 2 + (isFormulaLike ? 1 : 0);
}

/** @param rules - of all sheets; the looks of those with a fill follow in this order */
export function stylesXml(rules: readonly ColourRule[]): string {
  const fonts = FONTS.map((font) => {
    const size = font.includes("<sz") ? "" : '<sz val="11"/>';
    return `<font>${font}${size}<name val="Calibri"/></font>`;
  });
  const fills = [
    '<patternFill patternType="none"/>',
    '<patternFill patternType="gray125"/>',
    ...SOLID.map((rgb) => `<patternFill patternType="solid"><fgColor rgb="${rgb}"/></patternFill>`),
  ].map((fill) => `<fill>${fill}</fill>`);
  const looks = Object.values(LOOKS).flatMap(({ font, fill, format, alignment }) =>
    ["", ' quotePrefix="1"'].map(
      (quote) =>
        `<xf numFmtId="${format}" fontId="${font}" fillId="${fill}" borderId="0" xfId="0" applyNumberFormat="1" ` +
        `applyFont="1" applyFill="1"${quote}` +
        (alignment === undefined ? "/>" : ` applyAlignment="1"><alignment ${alignment}/></xf>`),
    ),
  );
  const given = rules.flatMap((rule) =>
    "when" in rule
      ? [
          `<dxf><font><color rgb="${argb(rule.ink)}"/></font>` +
            `<fill><patternFill patternType="solid"><bgColor rgb="${argb(rule.fill)}"/></patternFill></fill></dxf>`,
        ]
      : [],
  );
  return (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>' +
    list("fonts", fonts) +
    list("fills", fills) +
    list("borders", ["<border><left/><right/><top/><bottom/><diagonal/></border>"]) +
    list("cellStyleXfs", ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>']) +
    list("cellXfs", looks) +
    list("cellStyles", ['<cellStyle name="Normal" xfId="0" builtinId="0"/>']) +
    list("dxfs", given) +
    "</styleSheet>"
  );
}

function list(name: string, entries: readonly string[]): string {
  return `<${name} count="${entries.length}">${entries.join("")}</${name}>`;
}

/** #rrggbb with full opacity, as the format writes it. */
export function argb(colour: string): string {
  return `FF${colour.slice(1).toUpperCase()}`;
}
