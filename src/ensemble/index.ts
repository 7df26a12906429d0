/** Ensembles over predictions: members joined by clip id, combined, judged, bred. */
export { type Bred, breed, type Generation, type Individual } from "./breed.ts";
export { type BreedOptions, breedOptions } from "./breed-options.ts";
export { type Breeding, breedMembers, verdictOf } from "./breeding.ts";
export { breedingHtml } from "./breeding-html.ts";
export { type Combination, combine, tally } from "./combine.ts";
export { dendrogramOf, type Join, type MemberMap, mapOf, type Pair, pairsOf } from "./diversity.ts";
export { diversityHtml } from "./diversity-html.ts";
export { type Diversity, diversityOf } from "./diversity-of.ts";
export { type Dominance, dominanceOf } from "./dominance.ts";
export { joinMembers, type Member, type MemberAnswers, type MemberKind, type Members } from "./members.ts";
export { type Nested, type NestedInput, nestedScore, type Select } from "./nested.ts";
export { parseOutside } from "./outside-csv.ts";
export { projectedIncrease, ratesOf } from "./rates.ts";
export { RULE_NAMES, RULES, type Rule } from "./rules.ts";
export { type EnsembleScores, scoreEnsemble } from "./score.ts";
export { SELECTIONS, type Selection } from "./selections.ts";
export { combinationOf, combinationSchema, type EnsembleSpec, ensembleSchema } from "./spec.ts";
