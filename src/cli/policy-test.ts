import { type Action, actions } from "#core/actions.ts";
import { VendorError } from "#core/errors.ts";
import type { Grant, RightsSnapshot } from "#core/grants.ts";
import { message } from "#core/message.ts";
import type { Who } from "#core/person.ts";
import type { Plan } from "#core/plan.ts";
import { type Judgement, judge, Refusal } from "#gate/judge.ts";
import { checkLimits, quotasOf } from "#gate/limits.ts";
import { createRights } from "#gate/rights.ts";
import { type AskedRow, type Found, foundIn, instantOf, type PolicyUnderTest } from "#policy/expectations.ts";
import { isWithinHours } from "#policy/hours.ts";
import { createPolicy } from "#policy/policy.ts";
import { requirementText } from "#policy/requirement.ts";
import { createBook } from "#rights/book.ts";
import type { Usher } from "#src/main.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What the gate itself would say to each row, with the rights, the lockdown and the uses that the row supposes. */
export function policyUnderTest({ directory, config, clock, accounts }: Usher): PolicyUnderTest {
  const policy = createPolicy(config);
  const who = (id: string): Who | undefined => {
    const person = config.people.find((one) => one.id === id);
    return person && { person: { ...person, isKnown: true }, roles: person.roles, viewRoles: [] };
  };

  async function suppose(asked: AskedRow) {
    const { row, place, at } = asked;
    const snapshot: RightsSnapshot = {
      version: 1,
      grants: row.given === undefined ? [] : [grantOf(asked, row.given)],
      lockdowns: row.lockdown ? [{ place: place.id }] : [],
      links: [],
      guests: [],
      gone: [],
    };
    const book = createBook({
      store: { rightsVersion: async () => 1, rightsSnapshot: async () => snapshot },
      clock: { now: () => at },
      directory,
      policy,
      person: (id) => who(id)?.person,
      isWithin: isWithinHours,
    });
    await book.refresh();
    return { book, rights: createRights(policy, directory, actions, book) };
  }

  async function decide(asked: AskedRow): Promise<Found> {
    const { row, action, entity, at } = asked;
    const { book, rights } = await suppose(asked);
    const plan = planOf(asked);
    const situation = { who: asked.who, now: at, stamp: at, channel: row.channel, how: "exact" } as const;
    const tools = {
      rights,
      directory,
      reads: accounts.reads,
      accountHasDoors: accounts.hasDoors,
      isLocked: (place: string) => book.isLocked(place),
    };
    try {
      const judgement = await judge(plan, situation, tools);
      checkLimits(plan, judgement.limits);
      return mayStill(asked, plan, judgement);
    } catch (error) {
      if (error instanceof VendorError) return { found: `what it does cannot be read (${error.code})`, rules: [] };
      const code = error instanceof Error && "code" in error ? String(error.code) : "defect";
      const rules = error instanceof Refusal ? error.rules : [];
      const decision = rights.decide(asked.who, action, entity, at, row.channel);
      const isPlain = code === "not-allowed" || code === "not-now" || code === "policy-fault";
      return isPlain && !decision.isAllowed ? foundIn(decision) : { found: `deny: ${code}`, rules };
    }
  }

  return {
    now: clock.now(),
    who,
    thing(name) {
      const entity = directory.entity(name) ?? directory.all().find((one) => one.name === name);
      const place = entity && directory.place(entity.place);
      return entity && place && { entity, place };
    },
    decide,
  };
}

/** Allowed so far: a quota may still be in the way. */
function mayStill({ row, who, at }: AskedRow, plan: Plan, { obligations, rules, limits }: Judgement): Found {
  const { hour = 0, day = 0 } = row.used ?? {};
  const isUsedUp = quotasOf(plan, limits, who.person.id, at).some(({ max, since }) => {
    return (at - since > hourMs ? Math.max(hour, day) : hour) >= max;
  });
  return { found: isUsedUp ? "deny: quota" : requirementText(obligations), rules };
}

function planOf({ row, action, entity, at }: AskedRow): Plan {
  const { hours, uses } = row.takes ?? {};
  const input = {
    ...(hours === undefined ? {} : { from: at, until: at + hours * hourMs }),
    ...(uses === undefined ? {} : { uses }),
  };
  const { id, account, vendorId } = entity;
  return {
    acts: [{ capability: action, entity: id, account, vendorId, input }],
    question: message("replies:refused"),
    resultKey: "replies:door.open",
    facts: [],
    ...(row.reason === undefined ? {} : { reason: row.reason }),
  };
}

function grantOf({ row, entity, place, action, at }: AskedRow, given: NonNullable<AskedRow["row"]["given"]>): Grant {
  const { by: giver, hours } = given;
  const moment = (text: string | undefined, other: number) =>
    text === undefined ? other : (instantOf(text, place.timezone) ?? Number.NaN);
  return {
    id: "given",
    person: row.person,
    action: action satisfies Action,
    thing: entity.id,
    giver,
    giverRoles: [],
    from: moment(given.from, at - dayMs),
    until: moment(given.until, at + dayMs),
    ...(hours === undefined ? {} : { hours }),
    used: 0,
  };
}
