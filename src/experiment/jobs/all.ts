export { alikeJob } from "./alike.ts";
export { extractJob } from "./extract.ts";
export { factsJob } from "./facts.ts";
export { fitJob } from "./fit.ts";
export { fitNumbersJob } from "./fit-numbers.ts";
export { learningRatesJob } from "./learning-rates.ts";
export { printJob } from "./print.ts";
export { trialJob } from "./trial.ts";
