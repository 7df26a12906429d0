export { arff } from "./arff.ts";
export { csv } from "./csv.ts";
export { npz } from "./npz.ts";
export { parquet } from "./parquet.ts";
