/** The registry of table formats. */
import { createRegistry } from "../base/registry.ts";
import * as all from "./all.ts";
import type { TableFormat } from "./table.ts";

export const tables = createRegistry<TableFormat, typeof all>("table", all);

export { encodeNpy } from "./npy.ts";
export type {
  NumberColumn,
  TableFormat,
  TableLayout,
  TableRows,
} from "./table.ts";
