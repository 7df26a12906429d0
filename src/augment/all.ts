export { noise } from "./noise.ts";
export { shift } from "./shift.ts";
export { speed } from "./speed.ts";
