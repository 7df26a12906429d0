/** Runs that are killed go on, to the same bits. Beside the other faults, as it takes as long as they together. */
import { createRandom } from "../../src/base/random.ts";
import { holdsUnder } from "./holds.ts";
import { killed } from "./kills.ts";

/** `npm run faults` kills more often. */
const KILLS = 20;

holdsUnder([killed(KILLS, createRandom(1))]);
