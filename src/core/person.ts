/** A human with one or more identities; `guest` when no identity is known. */
export interface Person {
  /** Id from `people[].id`, or the identity itself for those who came in by a role's group. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Ids like `slack:T01/U01`; where this person can be written to. */
  readonly identities: readonly string[];
  readonly locale?: string;
  readonly isKnown: boolean;
}

/** A turn's person with the roles that count for it. */
export interface Who {
  readonly person: Person;
  /** Count for every action. */
  readonly roles: readonly string[];
  /** Given by a channel or to everybody: count for `*.view` actions only. */
  readonly viewRoles: readonly string[];
}
