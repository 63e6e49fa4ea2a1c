import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Clock, Membership } from "#core/ports.ts";
import type { PlatformIdentity } from "#core/turn.ts";
import type { Web } from "./web.ts";

/** What Slack says of a person. */
interface Profile {
  readonly locale?: string;
  readonly standing: PlatformIdentity["standing"];
  readonly displayName?: string;
}

export interface People {
  /** Waits for Slack only for a moment: a person not known by then counts as restricted, and has no language. */
  profile(web: Web, team: string, user: string): Promise<Profile>;
  /** Ids of the user groups the person is in: `slack:T01/S01`. */
  groups(web: Web, team: string, user: string): Promise<readonly string[]>;
  /** Asks anew; `gone` for a deactivated or unknown account, undefined when Slack cannot tell now. */
  member(web: Web, team: string, user: string): Promise<Membership | "gone" | undefined>;
  /** Forgets what was known, because Slack says it changed. */
  forget(team: string, user?: string): void;
}

const userInfo = z.looseObject({
  user: z.looseObject({
    locale: z.string().optional(),
    deleted: z.boolean().optional(),
    is_bot: z.boolean().optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
    is_stranger: z.boolean().optional(),
    profile: z.looseObject({ display_name: z.string().optional(), real_name: z.string().optional() }).optional(),
  }),
});

const groupList = z.looseObject({
  usergroups: z.array(
    z.looseObject({ id: z.string(), date_delete: z.number().optional(), users: z.array(z.string()).optional() }),
  ),
});

const nobody: Profile = { standing: "restricted" };
const profileMs = 5 * 60_000;
const groupsMs = 60_000;
/** How long one failed look-up is not tried again. */
const failureMs = 30_000;
const mostProfiles = 10_000;
const patienceMs = 600;

interface Kept<T> {
  readonly coming: Promise<T>;
  /** The same once it is there, so that nobody waits for what is known. */
  here?: { readonly value: T };
  until: number;
}

/** Without roles by group nobody asks Slack for the groups, which takes a scope of its own. */
export function createPeople(clock: Clock, hasGroupRoles: () => boolean): People {
  const profiles = new Map<string, Kept<Profile | undefined>>();
  const groupSets = new Map<string, Kept<ReadonlyMap<string, readonly string[]> | undefined>>();

  async function kept<T>(
    store: Map<string, Kept<T | undefined>>,
    key: string,
    ms: number,
    load: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const known = store.get(key);
    if (known !== undefined && known.until > clock.now())
      return known.here === undefined ? soon(known.coming) : known.here.value;
    store.delete(key);
    if (store.size >= mostProfiles) for (const oldest of store.keys()) if (store.delete(oldest)) break;
    const entry: Kept<T | undefined> = { coming: load(), until: clock.now() + ms };
    store.set(key, entry);
    void entry.coming.then((value) => {
      entry.here = { value };
      if (value === undefined) entry.until = clock.now() + failureMs;
    });
    return soon(entry.coming);
  }

  return {
    async profile(web, team, user) {
      return (await kept(profiles, `${team}/${user}`, profileMs, () => loadProfile(web, user))) ?? nobody;
    },
    async groups(web, team, user) {
      if (!hasGroupRoles()) return [];
      const byUser = await kept(groupSets, team, groupsMs, () => loadGroups(web, team));
      return byUser?.get(user) ?? [];
    },
    async member(web, team, user) {
      const answer = await web.call("users.info", { user });
      if (!answer.ok) return answer.error === "user_not_found" ? "gone" : undefined;
      const parsed = userInfo.safeParse(answer.data);
      if (!parsed.success) return undefined;
      const standing = standingOf(parsed.data.user);
      return standing === "deactivated" ? "gone" : { standing, groups: await this.groups(web, team, user) };
    },
    forget(team, user) {
      if (user === undefined) groupSets.delete(team);
      else profiles.delete(`${team}/${user}`);
    },
  };
}

async function soon<T>(value: Promise<T>): Promise<T | undefined> {
  const patience = new AbortController();
  const late = sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined);
  try {
    return await Promise.race([value, late]);
  } finally {
    patience.abort();
  }
}

async function loadProfile(web: Web, user: string): Promise<Profile | undefined> {
  const answer = await web.call("users.info", { user, include_locale: true });
  const parsed = answer.ok ? userInfo.safeParse(answer.data) : undefined;
  if (parsed?.success !== true) return undefined;
  const info = parsed.data.user;
  const name = info.profile?.display_name || info.profile?.real_name;
  return {
    standing: standingOf(info),
    ...(info.locale === undefined ? {} : { locale: info.locale }),
    ...(name === undefined || name === "" ? {} : { displayName: name }),
  };
}

function standingOf(info: z.output<typeof userInfo>["user"]): Profile["standing"] {
  if (info.is_bot === true) return "bot";
  if (info.deleted === true) return "deactivated";
  if (info.is_stranger === true) return "external";
  return info.is_restricted === true || info.is_ultra_restricted === true ? "restricted" : "member";
}

async function loadGroups(web: Web, team: string): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  const answer = await web.call("usergroups.list", { include_users: true });
  const parsed = answer.ok ? groupList.safeParse(answer.data) : undefined;
  if (parsed?.success !== true) return undefined;
  const byUser = new Map<string, string[]>();
  for (const group of parsed.data.usergroups) {
    if ((group.date_delete ?? 0) > 0) continue;
    for (const user of group.users ?? []) byUser.set(user, [...(byUser.get(user) ?? []), `slack:${team}/${group.id}`]);
  }
  return byUser;
}
