export { bestOf } from "./best-of.ts";
export { eliminateRows } from "./eliminate-rows.ts";
export { majorityVote } from "./majority-vote.ts";
export { meanProbability } from "./mean-probability.ts";
export { normalise } from "./normalise.ts";
export { recogniser } from "./recogniser.ts";
export { route } from "./route.ts";
export { stack } from "./stack.ts";
