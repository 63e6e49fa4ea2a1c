/** One interface per table. Times are epoch ms, JSON is text, booleans are 0 or 1, in both engines. */
export interface Tables {
  readonly migration: { readonly id: number; readonly name: string; readonly at: number };
  readonly seen_turn: { readonly key: string; readonly at: number };
  readonly audit: AuditTable;
  readonly audit_personal: {
    readonly row: number;
    readonly salt: string;
    readonly person: string;
    readonly identity: string;
  };
  /** Rows whose thing is a person: the row itself holds but a digest, so that they can be forgotten, too. */
  readonly audit_about: { readonly row: number; readonly about_salt: string; readonly about: string };
  /** One row: the end of the chain, read and advanced in the same transaction as every append. */
  readonly audit_head: {
    readonly id: number;
    readonly rows: number;
    readonly hash: string;
    /** How many rows the first anchor outside the database covered; 0 while there was none. */
    readonly anchored: number;
  };
  /** At most one row: everything up to `rows` was pruned, and this was signed when it was. */
  readonly audit_checkpoint: {
    readonly id: number;
    readonly rows: number;
    readonly hash: string;
    readonly at: number;
    readonly signed_by: string;
    readonly key_id: string;
    readonly mac: string;
  };
  /** Intents that have no outcome row yet, and the run of the process that wrote them. */
  readonly open_intent: { readonly row: number; readonly run: string };
  /** Countable uses, for quotas. */
  readonly use: { readonly person: string; readonly action: string; readonly at: number };
  readonly confirmation: {
    readonly hash: string;
    readonly person: string;
    readonly conversation: string;
    readonly subject: string;
    readonly state: string;
    readonly created_at: number;
    readonly expires_at: number;
    readonly record: string;
  };
  readonly continuation: {
    readonly hash: string;
    readonly person: string;
    readonly identity: string;
    readonly conversation: string;
    readonly group_id: string;
    readonly payload: string;
    readonly expires_at: number;
    readonly is_used: number;
  };
  readonly preference: { readonly person: string; readonly name: string; readonly value: string };
  readonly secret: {
    readonly name: string;
    readonly key_id: string;
    readonly nonce: string;
    readonly data: string;
    readonly expires_at: number | null;
  };
  readonly bucket: { readonly name: string; readonly tokens: number; readonly at: number };
  readonly thing_list: { readonly account: string; readonly things: string; readonly at: number };
  readonly lockdown: { readonly place: string };
  readonly lockdown_note: {
    readonly place: string;
    readonly since: number;
    readonly person: string;
    readonly reason: string | null;
  };
  /** One row: moves with every change of grants, lockdowns and links. */
  readonly rights_version: { readonly id: number; readonly version: number };
  readonly right_grant: {
    readonly id: string;
    readonly person: string;
    readonly action: string;
    readonly thing: string;
    readonly giver: string;
    readonly giver_roles: string;
    readonly from_at: number;
    readonly until_at: number;
    readonly hours: string | null;
    readonly max_uses: number | null;
    readonly used: number;
    readonly is_revoked: number;
  };
  /** Keys made through us until they open nothing any more. */
  readonly made_key: {
    readonly id: string;
    readonly maker: string;
    readonly name: string | null;
    readonly thing: string;
    /** JSON list of entity ids. */
    readonly opens: string;
    readonly account: string;
    readonly vendor_id: string;
    readonly vendor_key: string | null;
    readonly from_at: number;
    readonly until_at: number;
    readonly max_uses: number | null;
    readonly is_ended_by_us: number;
    readonly state: string;
    readonly tries: number;
    /** Nobody tries to take it away before this. */
    readonly next_at: number;
  };
  readonly credential: {
    readonly person: string;
    readonly kind: string;
    readonly salt: string;
    readonly hash: string;
    readonly failures: number;
    readonly next_at: number;
    readonly last_step: number;
  };
  readonly vote: {
    readonly hash: string;
    readonly person: string;
    readonly is_for: number;
    readonly roles: string;
    readonly reason: string | null;
    readonly at: number;
  };
  readonly notice: {
    readonly id: string;
    readonly person: string;
    readonly due_at: number;
    readonly subject: string;
    /** JSON. */
    readonly content: string;
    readonly claimed_until: number;
  };
  readonly link: { readonly identity: string; readonly person: string; readonly is_suspended: number };
  readonly link_request: LinkRequestTable;
  /** Wrong codes since a moment, by the account that entered them. */
  readonly link_try: { readonly identity: string; readonly failures: number; readonly since: number };
  /** Accounts that were deactivated or left, as long as they stay away. */
  readonly gone_identity: { readonly identity: string; readonly at: number };
  readonly guest: {
    readonly person: string;
    readonly name: string;
    readonly number: string;
    readonly reason: string | null;
    readonly state: string;
    readonly at: number;
  };
  /** Who is told when a bib passes a timing device. */
  readonly watch: {
    readonly id: string;
    readonly person: string;
    readonly timer: string;
    readonly bib: string;
    readonly session: string | null;
    /** JSON. */
    readonly asker: string;
    readonly locale: string;
    readonly is_private: number;
    readonly created_at: number;
    readonly until_at: number;
  };
  /** What was told of a watch already. */
  readonly watch_mark: { readonly watch: string; readonly mark: string; readonly at: number };
  readonly probe: { readonly id: number; readonly times: number };
}

/** The side that asked for the code first, then the one that entered it. */
export interface LinkRequestTable {
  readonly hash: string;
  readonly number: string;
  /** `offered`, `claimed`, `linked` or `void`. */
  readonly state: string;
  readonly identity: string;
  readonly person: string;
  readonly name: string;
  readonly is_known: number;
  readonly has_agreed: number;
  readonly other_identity: string | null;
  readonly other_person: string | null;
  readonly other_name: string | null;
  readonly other_is_known: number;
  readonly other_has_agreed: number;
  readonly created_at: number;
  readonly expires_at: number;
}

export interface AuditTable {
  readonly id: number;
  readonly at: number;
  readonly turn: string;
  readonly person_digest: string;
  readonly identity_digest: string;
  readonly platform: string;
  readonly action: string;
  readonly thing: string;
  readonly place: string;
  readonly result: string;
  readonly outcome: string | null;
  readonly rules: string;
  readonly intent: number | null;
  readonly detail: string | null;
  readonly hash: string;
}
