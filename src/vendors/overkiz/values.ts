/** How the vendor numbers the types of states; events carry every value as text beside such a number. */
const types = { none: 0, integer: 1, float: 2, text: 3, blob: 4, date: 5, flag: 6, password: 9, list: 10, object: 11 };

function parseNumber(value: string): number | string {
  const number = Number(value);
  return value.trim() === "" || !Number.isFinite(number) ? value : number;
}

function parseStructure(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The value that a state's text stands for; values that are not text are taken as they are. Passwords never come out. */
export function readValue(type: number | null | undefined, value: unknown): unknown {
  if (type === types.none || type === types.password) return undefined;
  if (typeof value !== "string") return value ?? undefined;
  switch (type) {
    case types.integer:
    case types.float:
    case types.date:
      return parseNumber(value);
    case types.flag:
      return value === "true" ? true : value === "false" ? false : value;
    case types.list:
    case types.object:
      return parseStructure(value);
    default:
      return value;
  }
}
