import { formatCsv } from "../base/csv.ts";
import { defineTable } from "./table.ts";
import { writeLines } from "./text-rows.ts";

export const csv = defineTable({
  id: "csv",
  summary: "comma-separated text (RFC 4180, UTF-8); empty cells are not known",
  header: ({ texts, numbers }) => formatCsv([[...texts, ...numbers].map(({ name }) => name)]),
  async open(layout, sink) {
    return writeLines(layout, sink, (cell) => formatCsv([[cell]]).slice(0, -1), "");
  },
});
