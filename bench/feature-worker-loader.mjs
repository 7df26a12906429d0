// A worker thread does not inherit tsx's loader from its process.
import { register } from "tsx/esm/api";

register();
export const { extract } = await import("./feature-worker.ts");
