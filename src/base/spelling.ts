/** Spellings of names: what people and programs write differently and mean alike. */

/**
 * A name as it is compared: equal for names that differ only in case, in how accents and wide characters are
 * composed, in spaces, dashes, apostrophes and invisible characters, or in how a number is written (`1`, `01`, `1.0`).
 */
export function foldSpelling(name: string): string {
  const plain = name
    .replace(/[\u2018\u2019\u02BC`\u00B4]/g, "'") // before NFKC, which makes a space and an accent of the last
    .normalize("NFKC")
    .toUpperCase() // ß as SS, then one lower case for both
    .toLowerCase()
    .normalize("NFKC")
    .replace(/\s+/g, " ")
    .replace(/\p{Pd}/gu, "-")
    .replace(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "")
    // a space divides numbers, and is a slip elsewhere
    .replace(/(?<!\d) | (?!\d)/g, "");
  return NUMBER.test(plain) ? foldNumber(plain) : plain.replace(/(?<![\d.,])0+(?=\d)/g, "");
}

const NUMBER = /^[+-]?\d+(?:[.,]\d*)?(?:e[+-]\d+)?$/;

/** The same number in one form, as text: long ids must not lose digits. */
function foldNumber(text: string): string {
  const [, sign, whole, fraction = "", exponent] =
    /^([+-]?)0*(\d+)(?:[.,](\d*?)0*)?(e[+-]\d+)?$/.exec(text) ?? [];
  if (exponent !== undefined) return String(Number(text.replace(",", ".")));
  const digits = fraction === "" ? whole : `${whole}.${fraction}`;
  return sign === "-" && digits !== "0" ? `-${digits}` : digits;
}

/** A name between quotes, with what cannot be seen as escapes: two spellings must not look alike. */
export function showSpelling(name: string): string {
  const shown = name.replace(
    /[\p{C}\p{M}\p{Default_Ignorable_Code_Point}]|[^\S ]/gu,
    (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`,
  );
  return `"${shown}"`;
}

/** What tables write where nothing is known: pandas, R and spreadsheets each have their own word. */
const MISSING = new Set([
  "",
  "nan",
  "NaN",
  "NAN",
  "None",
  "<NA>",
  "NA",
  "N/A",
  "n/a",
  "#N/A",
  "NaT",
  "null",
  "NULL",
]);

/** Whether the text says that a value is missing. A label `none` is one: only the words of programs count. */
export function isMissing(text: string): boolean {
  return MISSING.has(text.replace(/[\s\p{Cc}\p{Cf}]/gu, ""));
}
