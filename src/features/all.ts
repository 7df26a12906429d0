export { functionals } from "./functionals.ts";
export { mel } from "./mel.ts";
export { mfcc } from "./mfcc.ts";
export { mfccStats } from "./mfcc-stats.ts";
export { wMfcc } from "./w-mfcc.ts";
export { wMfccStats } from "./w-mfcc-stats.ts";
