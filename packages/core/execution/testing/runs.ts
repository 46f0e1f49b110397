/** How many random cases each law is tried on. `PROPERTY_RUNS=5000` looks harder. */
export const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 200);
