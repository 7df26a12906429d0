export { accuracy } from "./accuracy.ts";
export { brier } from "./brier.ts";
export { ece } from "./ece.ts";
export { macroF1 } from "./macro-f1.ts";
export { nll } from "./nll.ts";
export { uar } from "./uar.ts";
