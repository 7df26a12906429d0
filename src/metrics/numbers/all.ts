export { ccc } from "./ccc.ts";
export { mae } from "./mae.ts";
export { pearson } from "./pearson.ts";
export { rmse } from "./rmse.ts";
