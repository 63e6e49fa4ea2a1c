import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { operationsTable } from "#vendors/operations-table.ts";
import { root } from "../imports.ts";

it("is as the rows are: `npm run -s usher -- vendor --markdown > src/vendors/OPERATIONS.md`", async () => {
  expect(await operationsTable()).toBe(readFileSync(join(root, "src/vendors/OPERATIONS.md"), "utf8"));
});
