/** What the kernel exports. Addresses are in bytes. */
export { addSquares, addWeighted, distances } from "./rows";
