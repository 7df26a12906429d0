/** `tsx test/add-until-refused.ts FILE`: adds rows to a table, one after another, until one is refused; prints how many were added, and the refusal. */
import { messageOf } from "../src/base/errors.ts";
import { writeTableFile } from "../src/experiment/files/table-file.ts";
import { tables } from "../src/table/index.ts";

const MOST = 100;
const layout = {
  texts: [{ name: "id", values: ["a clip with a name that is neither long nor short"] }],
  numbers: [],
  rows: 1,
};
for (let added = 0; added < MOST; added++) {
  try {
    await writeTableFile(process.argv[2], tables.get("csv"), layout, true, (write) =>
      write({ texts: [layout.texts[0].values], numbers: new Float32Array(0) }),
    );
  } catch (error) {
    console.log(JSON.stringify({ added, refusal: messageOf(error) }));
    break;
  }
}
