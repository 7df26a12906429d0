export { majorityVote } from "./majority-vote.ts";
export { meanProbability } from "./mean-probability.ts";
