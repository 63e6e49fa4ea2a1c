import type { OwnWays } from "#core/capabilities.ts";
import { type CommandContext, defineCommand } from "#core/command.ts";
import type { Entity } from "#core/directory.ts";
import { BotError, InputError } from "#core/errors.ts";
import { labelOf } from "#core/key-choice.ts";
import { type Message, message } from "#core/message.ts";

/** More of one's keys than this stand in the list. */
const mostKeys = 10;

/** One's own keys: those made through us, and the resident's ways in: whether there is a PIN, and what is switched on. Their codes are never shown. */
export default defineCommand({
  name: "key mine",
  action: "key.view",
  slots: {},
  async answer(context) {
    // Every door of an account is opened by the same ways: one of them answers for all.
    const doors = [...Map.groupBy(context.allowed(["door"]), ({ account }) => account).values()].flatMap(
      ([first]) => first ?? [],
    );
    const [ways, made] = await Promise.all([
      Promise.all(doors.map((door) => readOwn(door, context))),
      context.keys.made(),
    ]);
    const found = ways.flat();
    const mine = made.filter((key) => key.made?.maker === context.person.id);
    if (found.length === 0 && mine.length === 0) throw new InputError("nothing-usable");
    return {
      status: "done",
      outcome: null,
      visibility: "private",
      title: message("replies:key.mine.title"),
      ...(found.length === 0 ? {} : { text: [message("replies:key.mine.how")] }),
      facts: [
        ...found,
        ...mine
          .slice(0, mostKeys)
          .map((key) => ({ label: message("replies:key.mine.made"), value: labelOf(key, context) })),
      ],
      ...(mine.length === 0 ? {} : { offers: [{ label: message("replies:home.show"), command: "key list", raw: {} }] }),
    };
  },
});

type Facts = readonly { readonly label: Message; readonly value: Message }[];

async function readOwn(door: Entity, { reads }: CommandContext): Promise<Facts> {
  const of = (way: string): Message =>
    message("replies:key.mine.of", { way: message(`replies:key.mine.${way}`), door: { kind: "entity", id: door.id } });
  try {
    const own = await reads.keys(door).own?.(door.vendorId);
    if (own === undefined) return [];
    return ways.flatMap(({ way, stateOf }) => {
      const state = stateOf(own);
      return state === undefined ? [] : [{ label: of(way), value: message(`replies:key.mine.${state}`) }];
    });
  } catch (error) {
    if (error instanceof InputError) return [];
    if (!(error instanceof BotError)) throw error;
    return [{ label: of("pin"), value: message(`errors:${error.code}`, error.values) }];
  }
}

const onOff = (isOn: boolean | undefined) => (isOn === undefined ? undefined : isOn ? "on" : "off");

const ways: readonly { readonly way: string; stateOf(own: OwnWays): string | undefined }[] = [
  { way: "pin", stateOf: ({ hasPin }) => (hasPin === undefined ? undefined : hasPin ? "set" : "unset") },
  { way: "nfc", stateOf: ({ isNfcOn }) => onOff(isNfcOn) },
  { way: "bluetooth", stateOf: ({ isBluetoothOn }) => onOff(isBluetoothOn) },
];
