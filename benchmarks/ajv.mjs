// Measures Ajv: `node ajv.mjs SCHEMA.json PAYLOADS.ndjson`. For each line on standard input it reads and validates every
// payload once, and answers with the seconds that took.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import Ajv2020 from "ajv/dist/2020.js";

const [schemaFile, payloadsFile] = process.argv.slice(2);
const schema = JSON.parse(readFileSync(schemaFile, "utf8"));
const payloads = readFileSync(payloadsFile, "utf8").trimEnd().split("\n");
// Formats are annotations, as in the other validators; `x-telemetry-*` keywords are unknown to Ajv.
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

for await (const _ of createInterface({ input: process.stdin })) {
  const start = process.hrtime.bigint();
  for (const payload of payloads) {
    if (!validate(JSON.parse(payload))) {
      throw new Error(JSON.stringify(validate.errors));
    }
  }
  console.log(Number(process.hrtime.bigint() - start) / 1e9);
}
