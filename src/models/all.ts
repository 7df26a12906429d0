export { kernelRidge } from "./kernel-ridge.ts";
export { mlp } from "./mlp.ts";
export { multimodalCnn } from "./multimodal-cnn.ts";
export { multimodalMlp } from "./multimodal-mlp.ts";
export { resnet1d } from "./resnet1d.ts";
export { svm } from "./svm.ts";
export { timnet } from "./timnet.ts";
export { wigglenet } from "./wigglenet.ts";
