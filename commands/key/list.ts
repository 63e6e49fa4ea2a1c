import { type CommandContext, defineCommand } from "#core/command.ts";
import { makerOf, meant, nearlyMeant, offersOf, ownerOf, timeOf } from "#core/key-choice.ts";
import type { RunningKey, RunningKeys } from "#core/keys.ts";
import { message, type Value } from "#core/message.ts";
import type { Reply, ReplyOffer } from "#core/reply.ts";
import { slot } from "#core/slots.ts";

/** More keys than this are found by saying which. */
const mostOffers = 10;

const common = { status: "done", outcome: null, visibility: "private" } as const;

export default defineCommand({
  name: "key list",
  action: "key.view",
  slots: { door: slot.entity("door").optional(), who: slot.text().optional(), key: slot.text().optional() },
  positional: ["door", "who"],
  async answer(context, { door, who, key }): Promise<Reply> {
    const doors = door === undefined ? context.allowed(["door"]) : [door];
    const running = await context.keys.running(doors.filter((one) => context.allowedOn(one)));
    const exactly = meant(running.keys, { who, key }, context);
    const found = exactly.length > 0 ? exactly : nearlyMeant(running.keys, { who, key }, context);
    const missing = unreadable(running, context);
    const [only, ...others] = found;
    if (only === undefined) {
      const isAll = door === undefined && who === undefined && key === undefined;
      return { ...common, title: message(isAll ? "replies:key.none" : "replies:key.none-such"), ...missing };
    }
    if (others.length === 0) return { ...details(only, context), ...missing };
    return {
      ...common,
      title: message("replies:key.running", { count: found.length }),
      ...missing,
      table: {
        columns: (["number", "for", "door", "until", "uses"] as const).map((name) => ({
          label: message(`replies:key.column.${name}`),
          align: name === "uses" ? "right" : "left",
        })),
        rows: found.map((one) => [
          one.number,
          ownerOf(one, context),
          { kind: "entity", id: one.door },
          timeOf(one, context, context.now),
          usesOf(one),
        ]),
      },
      ...(found.length > mostOffers ? {} : { offers: offersOf(found, { command: "key list", raw: {} }, context) }),
    };
  },
});

/** Says so when a vendor did not tell its keys, so that nobody takes the list for whole. */
function unreadable({ unread }: RunningKeys, { directory }: CommandContext): Pick<Reply, "text" | "tone"> {
  const ids = unread.filter((id) => directory.entity(id)?.capabilities.includes("key.view"));
  return ids.length === 0 ? {} : { tone: "warning", text: [message("replies:key.unread", { doors: entities(ids) })] };
}

function details(key: RunningKey, context: CommandContext): Reply {
  const { number, door: id, opens, made, reveal } = key;
  const others = opens.filter((one) => one !== id && context.directory.entity(one) !== undefined);
  const uses = usesOf(key);
  const maker = makerOf(key, context);
  const door = context.directory.entity(id);
  const mine = { door: { mention: door?.name ?? "", candidates: [id] }, key: number };
  const may = (action: "key.create" | "key.revoke") => door !== undefined && context.allowedOn(door, action);
  const offers: readonly ReplyOffer[] = [
    ...(reveal !== undefined && may("key.create")
      ? [{ label: message("replies:key.show-code"), command: "key code", raw: mine }]
      : []),
    ...(may("key.revoke")
      ? [{ label: message("replies:key.revoke.yes"), command: "key revoke", raw: { key: number } }]
      : []),
  ];
  return {
    ...common,
    title: message("replies:key.one", { number }),
    facts: [
      { label: message("replies:fact.for"), value: ownerOf(key, context) },
      ...(made?.name === undefined || maker === "" ? [] : [{ label: message("replies:key.maker"), value: maker }]),
      { label: message("replies:fact.door"), value: { kind: "entity", id } },
      ...(others.length === 0 ? [] : [{ label: message("replies:key.also"), value: entities(others) }]),
      { label: message("replies:fact.until"), value: timeOf(key, context, context.now) },
      ...(uses === "" ? [] : [{ label: message("replies:fact.uses"), value: uses }]),
    ],
    offers,
  };
}

function entities(ids: readonly string[]): Value {
  return { kind: "list", style: "and", of: ids.map((id) => ({ kind: "entity", id }) as const) };
}

/** How often it was used, where the vendor tells; else how often it may be. */
function usesOf({ uses, usesLeft }: RunningKey): string {
  if (uses === undefined) return "";
  return usesLeft === undefined ? String(uses) : `${uses - usesLeft}/${uses}`;
}
