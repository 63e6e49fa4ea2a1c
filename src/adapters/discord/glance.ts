/** As much of an interaction as its first answer takes; looked at by hand, so that the answer leaves at once. */
export interface Glance {
  readonly id: string;
  readonly token: string;
  /** 2 command, 3 component, 4 completion, 5 form. */
  readonly type: number;
  /** Whether it happened on a message, which then stays while the answer is worked on. */
  readonly isOnMessage: boolean;
  readonly isByMachine: boolean;
  readonly customId: string | undefined;
  /** `<noun> <verb>` and how many options were given, of a command typed in. */
  readonly command: string | undefined;
  readonly options: number;
  /** A command in the menu of a user. */
  readonly isOnUser: boolean;
}

const field = (node: unknown, key: string): unknown =>
  typeof node === "object" && node !== null ? (node as Readonly<Record<string, unknown>>)[key] : undefined;
const textIn = (node: unknown, key: string): string | undefined => {
  const value = field(node, key);
  return typeof value === "string" && value !== "" ? value : undefined;
};
const listIn = (node: unknown, key: string): readonly unknown[] => {
  const value = field(node, key);
  return Array.isArray(value) ? value : [];
};

const subcommandTypes: readonly unknown[] = [1, 2];

/** Undefined when there is nothing that could be answered. */
export function glanceAt(payload: unknown): Glance | undefined {
  const [id, token, type] = [textIn(payload, "id"), textIn(payload, "token"), field(payload, "type")];
  const user = field(field(payload, "member"), "user") ?? field(payload, "user");
  const data = field(payload, "data");
  const isComplete = id !== undefined && token !== undefined && typeof data === "object" && data !== null;
  if (!isComplete || textIn(user, "id") === undefined || (type !== 2 && type !== 3 && type !== 4 && type !== 5)) {
    return undefined;
  }
  const options = listIn(data, "options");
  const isNested = subcommandTypes.includes(field(options[0], "type"));
  const noun = textIn(data, "name");
  const verb = isNested ? textIn(options[0], "name") : "show";
  return {
    id,
    token,
    type,
    isOnMessage: type === 3 || (type === 5 && field(payload, "message") !== undefined),
    isByMachine: field(user, "bot") === true || field(user, "system") === true,
    customId: textIn(data, "custom_id"),
    command: noun === undefined || verb === undefined ? undefined : `${noun} ${verb}`,
    isOnUser: type === 2 && field(data, "type") === 2,
    options: isNested ? listIn(options[0], "options").length : options.length,
  };
}
