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
