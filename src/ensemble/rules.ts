/** By which rules answers of members become one. */

/** What a combination may be. */
export const RULES = ["votes", "mean", "geometric", "ranked"] as const;
export type Rule = (typeof RULES)[number];

/** For people. */
export const RULE_NAMES: Readonly<Record<Rule, string>> = {
  votes: "majority vote",
  mean: "mean of the probabilities",
  geometric: "geometric mean of the probabilities",
  ranked: "ranked votes (Borda)",
};

/** Whether a rule gives every label whole or half points, so that labels tie. */
export function isCounted(rule: Rule): boolean {
  return rule === "votes" || rule === "ranked";
}
