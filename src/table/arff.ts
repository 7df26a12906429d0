import { defineTable } from "./table.ts";
import { writeLines } from "./text-rows.ts";

export const arff = defineTable({
  id: "arff",
  summary: "Weka's attribute-relation format, texts as nominal attributes; ? for cells that are not known",
  async open(layout, sink) {
    const { texts, numbers } = layout;
    const attributes = [
      ...texts.map(({ name, values }) => `@ATTRIBUTE ${quoted(name)} {${values.map(quoted).join(",")}}`),
      ...numbers.map(({ name }) => `@ATTRIBUTE ${quoted(name)} NUMERIC`),
    ];
    await sink(
      new TextEncoder().encode(["@RELATION features", "", ...attributes, "", "@DATA", ""].join("\n")),
    );
    return writeLines(layout, sink, quoted, "?");
  },
});

/** Weka takes quotes always; it unescapes with a backslash. */
function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}'`;
}
