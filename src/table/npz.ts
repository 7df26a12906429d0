import { Zip, ZipPassThrough } from "fflate";
import { ConfigError } from "../base/errors.ts";
import { encodeTexts, npyHeader } from "./npy.ts";
import { defineTable, type Sink } from "./table.ts";
import { assertRows } from "./text-rows.ts";

/** What a zip file without its 64-bit extension can hold. */
const MOST_BYTES = 0xffff_ffff;
/** Texts that are encoded at once. */
const TEXTS_TOGETHER = 4096;

export const npz = defineTable({
  id: "npz",
  summary: "NumPy arrays: x [row, column] float32, columns, units, and one array per text column",
  async open({ texts, numbers, rows: announced }, sink) {
    const bytes = announced * numbers.length * Float32Array.BYTES_PER_ELEMENT;
    if (bytes > MOST_BYTES) {
      throw new ConfigError(
        `npz: the table needs ${Math.ceil(bytes / 2 ** 30)} GiB; expected at most 4, as in a zip file.`,
        "Write Parquet or csv instead.",
      );
    }
    const { entry, finish } = openZip(sink);
    const x = await entry("x.npy", npyHeader("<f4", [announced, numbers.length]));
    const columns = texts.map(({ values }) => ({
      index: new Map(["", ...values].map((value, i) => [value, i])),
      rows: new Uint32Array(announced),
    }));
    let written = 0;
    return {
      async write(rows) {
        if (written + rows.texts.length > announced) assertRows(written + rows.texts.length, announced);
        const { buffer, byteOffset, byteLength } = rows.numbers;
        await x.push(new Uint8Array(buffer, byteOffset, byteLength).slice());
        for (const cells of rows.texts) {
          for (const [i, cell] of cells.entries()) {
            const index = columns[i].index.get(cell);
            if (index === undefined)
              throw new ConfigError(`npz: the value "${cell}" of ${texts[i].name} was not announced.`);
            columns[i].rows[written] = index;
          }
          written++;
        }
      },
      async finish() {
        assertRows(written, announced);
        await x.end();
        const write = async (name: string, rows: number, read: (row: number) => string): Promise<void> => {
          let most = 1;
          for (let row = 0; row < rows; row++) most = Math.max(most, [...read(row)].length);
          const array = await entry(`${name}.npy`, npyHeader(`<U${most}`, [rows]));
          for (let from = 0; from < rows; from += TEXTS_TOGETHER) {
            const count = Math.min(TEXTS_TOGETHER, rows - from);
            await array.push(
              encodeTexts(
                Array.from({ length: count }, (_, i) => read(from + i)),
                most,
              ),
            );
          }
          await array.end();
        };
        await write("columns", numbers.length, (i) => numbers[i].name);
        await write("units", numbers.length, (i) => numbers[i].unit ?? "");
        for (const [i, { name, values }] of texts.entries()) {
          await write(name, announced, (row) => values[columns[i].rows[row] - 1] ?? "");
        }
        await finish();
      },
    };
  },
});

/** A zip file of entries that are stored as they are, one after the other. */
function openZip(sink: Sink) {
  let made: Uint8Array[] = [];
  let failed: Error | null = null;
  const zip = new Zip((error, data) => {
    failed ??= error;
    made.push(data);
  });
  const drain = async (): Promise<void> => {
    if (failed !== null) throw failed;
    const parts = made;
    made = [];
    for (const part of parts) await sink(part);
  };
  return {
    async entry(name: string, first: Uint8Array) {
      const file = new ZipPassThrough(name);
      zip.add(file);
      const push = async (bytes: Uint8Array): Promise<void> => {
        file.push(bytes);
        await drain();
      };
      await push(first);
      return {
        push,
        async end(): Promise<void> {
          file.push(new Uint8Array(0), true);
          await drain();
        },
      };
    },
    async finish(): Promise<void> {
      zip.end();
      await drain();
    },
  };
}
