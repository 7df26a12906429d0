/** Behaviour of recognisers, tested. */
export { renderCard } from "./card.ts";
export { buildCheck, type Check, type CheckMaterial, type CheckReport, parseCheckReport } from "./check.ts";
export { checkHtml } from "./html.ts";
export { PERTURBATIONS, type Perturbation } from "./perturbations.ts";
export { sameLabel } from "./shared-labels.ts";
export { neededText, summaryText, valueText } from "./words.ts";
