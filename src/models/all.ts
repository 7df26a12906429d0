export { kernelRidge } from "./kernel-ridge.ts";
export { svm } from "./svm.ts";
