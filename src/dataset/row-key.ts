/**
 * Row keys: a row is a clip's original or one of its augmented copies; it is keyed by clip id and copy number, never by
 * position.
 */

export interface RowKey {
  readonly clipId: string;
  /** 0 is the original recording, 1, 2, … are its augmented copies. */
  readonly copy: number;
}

/** A row's key as text, `clipId#copy`: for cache keys and maps. */
export function rowId(row: RowKey): string {
  return `${row.clipId}#${row.copy}`;
}
