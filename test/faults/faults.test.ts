/** Runs that are disturbed in every way end with the same bits, or with one sentence. */
import { createRandom } from "../../src/base/random.ts";
import { faultsButKills } from "./all.ts";
import { holdsUnder } from "./holds.ts";

/** Runs of other tests are disturbed so: test/e2e/train.test.ts. */
const ELSEWHERE = ["SIGINT", "closed stderr"];

holdsUnder(faultsButKills(createRandom(1)).filter(({ name }) => !ELSEWHERE.includes(name)));
