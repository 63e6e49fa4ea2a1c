import type { Vendor } from "./vendor.ts";

/** Every vendor, loaded when an account of it is configured. One more vendor is one more line. */
export const vendors: Readonly<Record<string, () => Promise<Vendor>>> = {
  raixer: async () => (await import("./raixer/vendor.ts")).default,
  akuvox: async () => (await import("./akuvox/vendor.ts")).default,
  overkiz: async () => (await import("./overkiz/vendor.ts")).default,
  avion: async () => (await import("./avion/vendor.ts")).default,
  rufus: async () => (await import("./rufus/vendor.ts")).default,
};

export const vendorNames: readonly string[] = Object.keys(vendors);
