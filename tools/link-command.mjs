// Makes `npx prosodia` run the command that was just built in this clone: npm links the commands of dependencies
// only, not those of the package itself.
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const main = resolve("dist/cli/main.js");
const bin = resolve("node_modules/.bin");
chmodSync(main, 0o755);
if (existsSync("node_modules")) {
  mkdirSync(bin, { recursive: true });
  rmSync(join(bin, "prosodia"), { force: true });
  if (process.platform === "win32") {
    writeFileSync(join(bin, "prosodia.cmd"), '@node "%~dp0\\..\\..\\dist\\cli\\main.js" %*\r\n');
  } else {
    symlinkSync("../../dist/cli/main.js", join(bin, "prosodia"));
  }
}
