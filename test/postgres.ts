/** Says once, not in every file, that part of the tests did not run. */
export function setup(): void {
  if (process.env.USHER_TEST_POSTGRES !== undefined) return;
  process.stdout.write("PostgreSQL tests did not run: USHER_TEST_POSTGRES names no server\n");
}
