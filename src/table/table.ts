/** The contract of a table format: rows of text and numbers in, a file out, some rows at a time. */

/** What is known of a column before there are rows. */
export interface NumberColumn {
  readonly name: string;
  /** "dB", "Hz"; null where it has none. */
  readonly unit: string | null;
}

export interface TextColumn {
  readonly name: string;
  /** Those that will occur, each once. */
  readonly values: readonly string[];
}

/** Text columns come first, then numbers. */
export interface TableLayout {
  readonly texts: readonly TextColumn[];
  readonly numbers: readonly NumberColumn[];
  /** Rows that will be written. */
  readonly rows: number;
}

export interface TableRows {
  /** [row][text column]; "" where a cell is not known. */
  readonly texts: readonly (readonly string[])[];
  /** [row, number column], row-major; NaN where a cell is not known. */
  readonly numbers: Float32Array;
}

/** Where the bytes go, in order. */
export type Sink = (bytes: Uint8Array) => Promise<void>;

export interface TableWriter {
  write(rows: TableRows): Promise<void>;
  /** @throws ConfigError if there were more or fewer rows than were announced */
  finish(): Promise<void>;
}

export interface TableFormat<I extends string = string> {
  readonly kind: "table";
  /** File name = registry id = the ending of the files. */
  readonly id: I;
  readonly summary: string;
  /** The lines before the rows, where they do not depend on the rows: then rows can be added to a finished file. */
  header?(layout: TableLayout): string;
  /**
   * Begins behind the header.
   *
   * @param layout - columns of different names
   * @throws ConfigError if the format cannot hold so much
   */
  open(layout: TableLayout, sink: Sink): Promise<TableWriter>;
}

export function defineTable<const I extends string>(format: Omit<TableFormat<I>, "kind">): TableFormat<I> {
  return { kind: "table", ...format };
}
