/** Markdown that the documents share. */
import type { ParamDescription } from "../src/base/params.ts";

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Text as it stands in a table: `<a, b>` is no tag. */
export function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

/** @param what - the head of the first column: `parameter` */
export function parameterTable(what: string, rows: readonly ParamDescription[]): string {
  return table(
    [what, "type and range", "default", "meaning"],
    rows.map((row) => [`\`${row.name}\``, cell(row.type), defaultText(row), cell(row.summary)]),
  );
}

function defaultText({ isRequired, default: preset }: ParamDescription): string {
  if (isRequired) return "required";
  return preset === undefined ? "–" : `\`${JSON.stringify(preset)}\``;
}
