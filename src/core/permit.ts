/**
 * The unforgeable leave to send requests that change or move something. The composition root makes one office,
 * hands `issue` to the gate and `redeem` to the vendors: whoever was not handed `issue` cannot act.
 */
export class Permit {
  readonly #leave = true;

  /** Whether the object is a real permit (a look-alike fails the private-field check). */
  static isPermit(value: unknown): value is Permit {
    return typeof value === "object" && value !== null && #leave in value;
  }
}

export interface PermitOffice {
  /** A fresh permit for `sends` requests (one per act). */
  issue(sends: number): Permit;
  /** Takes one request from the permit; false when it is unknown, forged or spent. */
  redeem(permit: Permit | undefined): boolean;
  /**
   * Gives one request back, once per request, when it provably had no effect: `not-sent` (the connection never
   * stood) or `sign-in-refused` (the vendor refused the sign-in before looking at the command).
   */
  giveBack(permit: Permit, reason: "not-sent" | "sign-in-refused"): boolean;
  /** Ends the permit: whatever still holds it can send nothing more. */
  withdraw(permit: Permit): void;
}

export function createPermitOffice(): PermitOffice {
  const leaves = new WeakMap<Permit, { left: number; returnable: number }>();
  return {
    issue(sends) {
      const permit = new Permit();
      leaves.set(permit, { left: sends, returnable: sends });
      return permit;
    },
    redeem(permit) {
      const leave = permit === undefined ? undefined : leaves.get(permit);
      if (leave === undefined || leave.left <= 0) return false;
      leave.left -= 1;
      return true;
    },
    giveBack(permit) {
      const leave = leaves.get(permit);
      if (leave === undefined || leave.returnable <= 0) return false;
      leave.returnable -= 1;
      leave.left += 1;
      return true;
    },
    withdraw(permit) {
      leaves.delete(permit);
    },
  };
}
