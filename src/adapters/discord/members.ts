import type { Asker, Membership as Known, Platform, PlatformServices } from "#core/ports.ts";
import type { DiscordApi } from "./api.ts";
import { DiscordFailure } from "./calls.ts";
import type { DiscordConfig } from "./config.ts";
import { conversationOf, identityOf, isInstalled, type Membership } from "./inbound.ts";
import type { Interaction, Member, User } from "./payloads.ts";
import type { CountFailure } from "./responder.ts";

/** Where people belong: told by the payload, or asked of Discord each time, so that who leaves loses at once. */
export interface Members {
  of(guild: string | undefined, member: Member | undefined, user: User): Promise<readonly Membership[]>;
  /** The same for an interaction. Where only the person brought the bot along, that guild's word counts for nothing. */
  in(interaction: Interaction, user: User): Promise<readonly Membership[]>;
  /** Who asks, and where, without a turn. */
  asker(interaction: Interaction, user: User): Promise<Asker>;
}

/** Membership is asked for in so many guilds at most; in direct messages only. */
const mostGuildsAsked = 10;

interface MemberTools {
  readonly config: DiscordConfig;
  readonly services: PlatformServices;
  readonly api: DiscordApi;
  readonly count: CountFailure;
  /** Guilds that the bot is in. */
  guilds(): Promise<readonly string[]>;
}

export function createMembers({ config, services, api, count, guilds }: MemberTools): Members {
  async function ask(user: User): Promise<readonly Membership[]> {
    // Where no role is given by a guild's roles, membership decides nothing.
    if (!services.hasGroupRoles()) return [];
    const served = config.guilds ?? (await guilds().catch(() => []));
    const asked = served.slice(0, mostGuildsAsked).map(async (guild): Promise<readonly Membership[]> => {
      try {
        const member = await api.member(guild, user.id);
        return member === undefined ? [] : [{ guild, member }];
      } catch (error) {
        if (error instanceof DiscordFailure) count("member", error.failure);
        return [];
      }
    });
    return (await Promise.all(asked)).flat();
  }

  const of: Members["of"] = async (guild, member, user) =>
    guild !== undefined && member !== undefined ? [{ guild, member }] : ask(user);

  const inInteraction: Members["in"] = (interaction, user) =>
    of(interaction.guild_id, isInstalled(interaction) ? interaction.member : undefined, user);

  return {
    of,
    in: inInteraction,
    async asker(interaction, user) {
      const known = await inInteraction(interaction, user);
      return {
        identity: identityOf(user, known, services.clock.now(), interaction.guild_id),
        conversation: conversationOf(interaction),
        ...(interaction.locale === undefined ? {} : { locale: interaction.locale }),
      };
    },
  };
}

/**
 * Asks anew for a member, with the roles of every served guild that the bot is in. `gone` only when each of these
 * guilds says that it does not know them; undefined when one of them cannot be asked.
 */
export function createLookup({ config, services, api, count, guilds }: MemberTools): NonNullable<Platform["member"]> {
  return async (identity): Promise<Known | "gone" | undefined> => {
    const id = /^discord:(\d+)$/.exec(identity)?.[1];
    if (id === undefined) return undefined;
    const present = await guilds().catch(() => []);
    const served = present.filter((guild) => config.guilds === undefined || config.guilds.includes(guild));
    // Of more guilds than that nobody could say "gone" for sure.
    if (served.length === 0 || served.length > mostGuildsAsked) return undefined;
    try {
      const asked = served.map(async (guild) => ({ guild, member: await api.member(guild, id) }));
      const found = (await Promise.all(asked)).flatMap(({ guild, member }): readonly Membership[] =>
        member === undefined ? [] : [{ guild, member }],
      );
      if (found.length === 0) return "gone";
      const { standing, groups } = identityOf({ id }, found, services.clock.now());
      return { standing, groups };
    } catch (error) {
      if (error instanceof DiscordFailure) count("member", error.failure);
      return undefined;
    }
  };
}
