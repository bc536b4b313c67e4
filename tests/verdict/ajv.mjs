// Reads schemas and payloads, and prints a line of 0s and 1s: which payloads Ajv finds valid.
// Input: a JSON line with all schemas, then lines of "<index of the schema> <payload as JSON>".
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { Ajv2020 } from "ajv/dist/2020.js";

const lines = createInterface({ input: createReadStream(process.argv[2]), crlfDelay: Infinity });
let validators;
const verdicts = [];
for await (const line of lines) {
  if (validators === undefined) {
    // Formats and x-telemetry-* are annotations: they assert nothing, so Ajv need not know them.
    const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });
    validators = JSON.parse(line).map((schema) => ajv.compile(schema));
    continue;
  }
  const cut = line.indexOf(" ");
  verdicts.push(validators[Number(line.slice(0, cut))](JSON.parse(line.slice(cut + 1))) ? "1" : "0");
}
process.stdout.write(verdicts.join(""));
