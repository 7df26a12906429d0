export { accuracy } from "./accuracy.ts";
export { macroF1 } from "./macro-f1.ts";
export { uar } from "./uar.ts";
