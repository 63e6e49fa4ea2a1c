import { randomBytes } from "node:crypto";

/** What stands in the fake workspace. */

export interface FakeUser {
  readonly id: string;
  readonly name: string;
  locale: string;
  isBot: boolean;
  isDeleted: boolean;
  isRestricted: boolean;
}

export interface FakeMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread?: string;
  /** The one who sees it; absent when everybody in the channel does. */
  readonly only?: string;
  text: string;
  blocks: readonly unknown[];
  edits: number;
}

export interface FakeFile {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  bytes: Buffer | undefined;
  isComplete: boolean;
  readonly channels: string[];
  /** How often it is looked at before it counts as processed. */
  looks: number;
}

export interface FakeView {
  readonly id: string;
  hash: string;
  readonly view: Readonly<Record<string, unknown>>;
  readonly user: string;
}

export interface Call {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly error?: string;
}

/** Where an answer posted to a response address goes. */
export interface ResponseAddress {
  readonly id: string;
  readonly user: string;
  readonly channel: string;
  readonly madeAt: number;
  /** The message that was pressed; absent for slash commands, whose address can replace nothing. */
  readonly message?: FakeMessage;
  uses: number;
}

export class FakeState {
  readonly team = "T0FAKE0001";
  readonly otherTeam = "T0OTHER001";
  readonly botUser = "U0FAKEBOT1";
  readonly botId = "B0FAKEBOT1";
  readonly appId = "A0FAKEAPP1";
  readonly channel = "C0GENERAL1";
  readonly users = new Map<string, FakeUser>();
  readonly groups = new Map<string, readonly string[]>();
  readonly messages: FakeMessage[] = [];
  readonly files = new Map<string, FakeFile>();
  readonly views = new Map<string, FakeView>();
  readonly homes = new Map<string, Readonly<Record<string, unknown>>>();
  readonly triggers = new Map<string, { readonly user: string; readonly madeAt: number; isUsed: boolean }>();
  readonly responses = new Map<string, ResponseAddress>();
  readonly calls: Call[] = [];
  readonly prompts: { readonly channel: string; readonly thread: string; readonly prompts: readonly unknown[] }[] = [];
  /** Bot tokens that hold, and the workspace each speaks for. */
  readonly tokens = new Map<string, string>();
  /** What the app may do, as Slack says with every answer. */
  scopes: readonly string[] = [];
  /** Codes that can be traded for a token once. */
  readonly codes = new Map<string, string>();
  #count = 0;
  readonly #salt = randomBytes(8).toString("hex");
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    for (const [id, name] of [
      ["U0000ANA01", "Ana"],
      ["U0000BEN01", "Ben"],
    ] as const) {
      this.addUser({ id, name });
    }
    this.addUser({ id: this.botUser, name: "usher", isBot: true });
  }

  now(): number {
    return this.#now();
  }

  addUser(user: Partial<FakeUser> & Pick<FakeUser, "id" | "name">): void {
    this.users.set(user.id, { locale: "en-US", isBot: false, isDeleted: false, isRestricted: false, ...user });
  }

  next(prefix: string): string {
    this.#count += 1;
    return `${prefix}${String(this.#count).padStart(9, "0")}`;
  }

  /** A stamp no other message has. */
  stamp(): string {
    this.#count += 1;
    return `${Math.floor(this.now() / 1000)}.${String(this.#count % 1_000_000).padStart(6, "0")}`;
  }

  trigger(user: string): string {
    const id = `${this.next("")}.${this.next("")}.${this.#salt}`;
    this.triggers.set(id, { user, madeAt: this.now(), isUsed: false });
    return id;
  }

  directChannel(user: string): string {
    return `D${user.slice(1)}`;
  }

  /** Who alone sees what stands in a channel; undefined when everybody does. */
  audience(message: FakeMessage): string | undefined {
    if (message.only !== undefined) return message.only;
    return message.channel.startsWith("D") ? `U${message.channel.slice(1)}` : undefined;
  }
}
