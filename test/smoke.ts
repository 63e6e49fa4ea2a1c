import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, sourceFiles } from "./imports.ts";

/**
 * Imports every module under plain Node, because the test runner accepts syntax that Node refuses.
 * The two that start something when imported are left to the tests that run them.
 */
const startedElsewhere = new Set(["src/cli/usher.ts", "src/store/worker.ts"]);
const files = sourceFiles("{src,commands}/**/*.ts").filter((file) => !startedElsewhere.has(file));
if (files.length < 50) throw new Error(`only ${files.length} modules found`);
const failures: string[] = [];
for (const file of files) {
  try {
    await import(pathToFileURL(join(root, file)).href);
  } catch (error) {
    failures.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
if (failures.length > 0) {
  process.stderr.write(`${failures.join("\n")}\n`);
  process.exit(1);
}
process.stdout.write(`${files.length} modules load under plain Node\n`);
