/** The registry of steps, and what applies a fitted one. */
import { createRegistry } from "../base/registry.ts";
import * as all from "./all.ts";
import type { Step } from "./step.ts";

export const steps = createRegistry<Step, typeof all>("step", all);

export { applyStep, applyStepInPlace } from "./apply-step.ts";
export { defineStep, type FittedStep, type Step, type StepContext } from "./step.ts";
