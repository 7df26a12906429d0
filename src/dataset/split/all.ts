export { contest } from "./contest.ts";
export { corpus } from "./corpus.ts";
export { given } from "./given.ts";
export { leaky } from "./leaky.ts";
export { random } from "./random.ts";
export { sentence } from "./sentence.ts";
export { speaker } from "./speaker.ts";
export { take } from "./take.ts";
