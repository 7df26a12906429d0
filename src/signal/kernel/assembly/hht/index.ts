export { hasModes, sift, remove } from "./sift";
export { prepareHilbert, hilbert } from "./hilbert";
export { follow, addToBins } from "./track";

/** The first address behind the kernel's own tables. */
export function heapBase(): usize {
  return __heap_base;
}
