/**
 * Text from files (labels, names, ids, metadata) as people may see it: what would move a terminal's cursor, turn the order
 * of letters around, or hide among them is written out. What programs read (JSON, csv) stays as it is.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const UNSEEN_BUT_LINES = /[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** One line: its line ends and tabs are written out too. */
export function visible(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** Several lines: a document's line ends and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(UNSEEN_BUT_LINES, escaped);
}

/** "\u{1B}" */
function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
}
