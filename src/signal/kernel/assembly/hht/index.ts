export { hasModes, sift, remove } from "./sift";
export { prepareHilbert, hilbert } from "./hilbert";
export { polar, unwrap, median5, slope, addToBins } from "./track";
