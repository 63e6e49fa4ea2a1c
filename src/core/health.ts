import type { VendorCode } from "#core/errors.ts";

/** Whether a vendor's account answers, as far as it was seen from here. */
export interface AccountHealth {
  /** Id of the account. */
  readonly account: string;
  readonly isWell: boolean;
  /** Epoch ms at which the trouble was first noticed; it may be older. */
  readonly downSince?: number;
  /** The error that it answers with; absent for one that has no words. */
  readonly problem?: VendorCode;
  /** Epoch ms when its things were last heard of. */
  readonly heardAt?: number;
}

/** Health of accounts, looked at anew when the last look is not of this moment; never longer than a few seconds. */
export type HealthView = (accounts: readonly string[]) => Promise<readonly AccountHealth[]>;
