/** Ensembles over predictions: members joined by clip id, combined, judged. */
export { type Combination, combine, RULE_NAMES, RULES, type Rule, tally } from "./combine.ts";
export { joinMembers, type Member, type MemberAnswers, type MemberKind, type Members } from "./members.ts";
export { parseOutside } from "./outside-csv.ts";
export { projectedIncrease, ratesOf } from "./rates.ts";
export { combinationOf, combinationSchema, type EnsembleSpec, ensembleSchema } from "./spec.ts";
