export { csv } from "./csv.ts";
export { emodb } from "./emodb.ts";
export { folders } from "./folders.ts";
export { ravdess } from "./ravdess.ts";
export { unlabelled } from "./unlabelled.ts";
