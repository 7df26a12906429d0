/** WebAssembly modules that are committed as text. */

export function compileKernel(base64: string): WebAssembly.Module {
  return new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}

/** Whether an instance has a memory and functions of these names: whether its text was compiled from its folder. */
export function offers(exports: WebAssembly.Exports, names: readonly string[]): boolean {
  return (
    exports.memory instanceof WebAssembly.Memory && names.every((name) => typeof exports[name] === "function")
  );
}
