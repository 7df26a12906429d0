import { ByteWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import type { TableRows } from "./table.ts";
import { defineTable } from "./table.ts";
import { assertRows } from "./text-rows.ts";

/** Rows of a group: what a reader decompresses at once, and what is held until it is written. */
const GROUP_NUMBERS = 4_000_000;

export const parquet = defineTable({
  id: "parquet",
  summary: "Apache Parquet, for pandas, polars, DuckDB, Arrow",
  async open({ texts, numbers, rows: announced }, sink) {
    const width = numbers.length;
    const bytes = new ByteWriter();
    const columnsOf = (rows: TableRows) => [
      ...texts.map(({ name }, column) => ({
        name,
        type: "STRING" as const,
        nullable: true,
        data: rows.texts.map((cells) => (cells[column] === "" ? null : cells[column])),
      })),
      ...numbers.map(({ name }, column) => ({
        name,
        type: "FLOAT" as const,
        nullable: false,
        data: Float32Array.from(rows.texts, (_, row) => rows.numbers[row * width + column]),
      })),
    ];
    const writer = new ParquetWriter({
      writer: bytes,
      schema: schemaFromColumnData({ columnData: columnsOf({ texts: [], numbers: new Float32Array(0) }) }),
      createdBy: "prosodia",
      kvMetadata: numbers.flatMap(({ name, unit }) =>
        unit === null ? [] : [{ key: `unit:${name}`, value: unit }],
      ),
    });
    const groupRows = Math.max(1, Math.floor(GROUP_NUMBERS / Math.max(1, width)));
    let pending: { texts: (readonly string[])[]; numbers: Float32Array[] } = { texts: [], numbers: [] };
    let written = 0;
    /** Hands over what the writer has made and keeps its place in the file. */
    const drain = async (): Promise<void> => {
      await sink(bytes.getBytes().slice());
      bytes.index = 0;
    };
    const flush = async (): Promise<void> => {
      const { texts: rows } = pending;
      if (rows.length === 0) return;
      const all = new Float32Array(rows.length * width);
      let at = 0;
      for (const part of pending.numbers) {
        all.set(part, at);
        at += part.length;
      }
      pending = { texts: [], numbers: [] };
      await writer.write({ columnData: columnsOf({ texts: rows, numbers: all }), rowGroupSize: rows.length });
      written += rows.length;
      await drain();
    };
    return {
      async write(rows) {
        pending.texts.push(...rows.texts);
        pending.numbers.push(rows.numbers);
        if (pending.texts.length >= groupRows) await flush();
      },
      async finish() {
        await flush();
        assertRows(written, announced);
        await writer.finish();
        await drain();
      },
    };
  },
});
