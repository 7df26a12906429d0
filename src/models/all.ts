export { kernelRidge } from "./kernel-ridge.ts";
export { mlp } from "./mlp.ts";
export { svm } from "./svm.ts";
export { timnet } from "./timnet.ts";
export { wigglenet } from "./wigglenet.ts";
