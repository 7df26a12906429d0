/** Runs that are disturbed in every way end with the same bits, or with one sentence. */
import { createRandom } from "../../src/base/random.ts";
import { faultsButKills } from "./all.ts";
import { holdsUnder } from "./holds.ts";

holdsUnder(faultsButKills(createRandom(1)));
