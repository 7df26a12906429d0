/**
 * Runs before the install scripts of dependencies. On Linux, that of onnxruntime-node fetches 300 MB of libraries for
 * NVIDIA cards, which Prosodia does not use, from a host that is not the npm registry, and where that host cannot be
 * reached the whole install fails. It fetches nothing that is there already: empty files stand in.
 *
 * Who wants those libraries asks for them (ONNXRUNTIME_NODE_INSTALL=cuda12), and gets them in place of the empty files.
 */
const { existsSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

function spareDownload() {
  const root = dirname(require.resolve("onnxruntime-node/package.json"));
  const { requirements, manifests } = require(join(root, "script/install-metadata.js"));
  const platform = `${process.platform}/${process.arch}`;
  for (const name of requirements[platform] ?? []) {
    for (const file of Object.keys(manifests[`${platform}:${name}`] ?? {})) {
      const path = join(root, "bin/napi-v6", platform, file);
      if (!existsSync(path)) writeFileSync(path, "");
    }
  }
}

try {
  spareDownload();
} catch {
  // Laid out in another way, or not there yet: then its own script decides.
}
