/** Behaviour of recognisers, tested. */
export { renderCard } from "./card.ts";
export { buildCheck, type Check, type CheckReport, parseCheckReport } from "./check.ts";
export { checkHtml } from "./html.ts";
export { PERTURBATIONS } from "./perturbations.ts";
export { neededText, summaryText, valueText } from "./words.ts";
