// What Prosodia's code knows of onnxruntime, whichever of its packages is there.
export * from "onnxruntime-common";
