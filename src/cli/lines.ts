/** What people read in a terminal, line by line. */
import pc from "picocolors";
import { visible } from "../base/visible.ts";

/** Lines for people on standard output. Whatever names and labels hold: a line stays one, and the cursor where it is. */
export function printLines(...lines: readonly string[]): void {
  process.stdout.write(lines.map(shownLine).join(""));
}

/** Lines for people on standard error. */
export function tellLines(...lines: readonly string[]): void {
  process.stderr.write(lines.map(shownLine).join(""));
}

/** Our own colours, where there are some. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the character that begins a colour
const COLOUR = /(\u001b\[\d{1,2}m)/;

function shownLine(line: string): string {
  const parts = pc.isColorSupported ? line.split(COLOUR) : [line];
  return `${parts.map((part) => (COLOUR.test(part) && pc.isColorSupported ? part : visible(part))).join("")}\n`;
}
