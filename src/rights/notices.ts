import { keepFor } from "#core/choices.ts";
import type { Notice, NoticeRequest, Notices } from "#core/notice.ts";
import type { Person } from "#core/person.ts";
import type { Clock, Log, Platform, Tokens, Wording } from "#core/ports.ts";
import type { Card, Reply } from "#core/reply.ts";
import type { Store } from "#core/store.ts";

export interface NoticeTools {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly tokens: Tokens;
  readonly wording: Wording;
  person(id: string): Person | undefined;
  owners(): readonly string[];
}

/** Notices with the side that delivers them, for the process that is connected to platforms. */
export interface Messenger extends Notices {
  /** From now on this process delivers. */
  attach(platforms: readonly Platform[]): void;
  /** Delivers what is due; resolves when all of it was tried. */
  deliver(): Promise<void>;
  stop(): Promise<void>;
}

const everyMs = 1_000;
const leaseMs = 60_000;
const atOnce = 20;
/** Buttons of a notice are answered days later, too. */
const buttonsMs = 7 * 86_400_000;

export function createMessenger(tools: NoticeTools): Messenger {
  const { store, clock, log, tokens, wording } = tools;
  let platforms: readonly Platform[] = [];
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isStopped = false;

  async function deliverDue(): Promise<void> {
    for (;;) {
      const notices = await store.claimNotices(clock.now(), leaseMs, atOnce);
      await Promise.all(notices.map(deliverOne));
      if (notices.length < atOnce) return;
    }
  }

  /** Whoever cannot be reached is not tried for ever. */
  async function deliverOne(notice: Notice): Promise<void> {
    const person = tools.person(notice.person);
    const isSaid = notice.conversation !== undefined && (await announce(notice.conversation, notice));
    // Where it cannot be said, the person it is for is written to.
    if (!isSaid && person !== undefined) {
      const card = await cardForPerson(notice, person);
      if (!(await write(person, card))) log.warn("notice-reached-nobody", { subject: notice.subject });
    }
    await store.endNotice(notice.id);
  }

  async function announce(conversation: string, notice: Notice): Promise<boolean> {
    const bound = { person: "", identity: "", conversation };
    const card = await cardFor(notice, bound, wording.bestLocale([notice.locale]));
    const said = await Promise.allSettled(platforms.map((platform) => platform.announce(conversation, card)));
    const isSaid = said.some((one) => one.status === "fulfilled" && one.value);
    if (!isSaid) log.warn("notice-not-announced", { subject: notice.subject });
    return isSaid;
  }

  async function tellNow(id: string, reply: Reply, locale?: string): Promise<boolean> {
    const person = tools.person(id);
    if (person === undefined) return false;
    const card =
      locale === undefined ? await cardForPerson({ reply, buttons: [] }, person) : wording.card(reply, locale);
    return write(person, card);
  }

  async function write({ identities }: Person, card: Card): Promise<boolean> {
    const sent = await Promise.allSettled(
      identities.flatMap((identity) => platforms.map((platform) => platform.notify(identity, card))),
    );
    return sent.some((one) => one.status === "fulfilled" && one.value);
  }

  type Content = Pick<Notice, "reply" | "buttons" | "holdsMs">;

  async function cardForPerson(content: Content, person: Person): Promise<Card> {
    const locale = wording.bestLocale([await store.preference(person.id, "locale"), person.locale]);
    return cardFor(content, { person: person.id, identity: person.identities[0] ?? "", conversation: "" }, locale);
  }

  async function cardFor(
    { reply, buttons, holdsMs = buttonsMs }: Content,
    bound: Parameters<typeof keepFor>[1],
    locale: string,
  ): Promise<Card> {
    if (buttons.length === 0) return wording.card(reply, locale);
    const group = tokens.mint().hash;
    const minted = buttons.map((button) => ({ button, ...tokens.mint() }));
    await keepFor(
      minted.map(({ button, hash }) => ({ hash, group, next: button.next })),
      bound,
      clock.now() + holdsMs,
      store,
    );
    return wording.card(
      { ...reply, buttons: minted.map(({ button: { label, role }, token }) => ({ label, role, token })) },
      locale,
    );
  }

  function deliver(): Promise<void> {
    if (platforms.length === 0 || isStopped) return Promise.resolve();
    running ??= deliverDue()
      .catch((error: unknown) => log.warn("notices-not-delivered", { error }))
      .finally(() => {
        running = undefined;
      });
    return running;
  }

  type Recipient = Pick<Notice, "person" | "conversation" | "locale">;

  async function send(to: readonly Recipient[], request: NoticeRequest): Promise<void> {
    const { due = clock.now(), subject = "", reply, buttons = [], holdsMs } = request;
    const common = { due, subject, reply, buttons, ...(holdsMs === undefined ? {} : { holdsMs }) };
    const notices = to.map((recipient) => ({ ...common, ...recipient, id: tokens.mint().hash }));
    if (notices.length === 0) return;
    await store.addNotices(notices);
    if (due <= clock.now()) void deliver();
  }

  const tell: Notices["tell"] = (people, request) =>
    send(
      [...new Set(people)].map((person) => ({ person })),
      request,
    );

  return {
    tell,
    tellNow,
    post: (conversation, locale, request) =>
      send([{ person: "", conversation, ...(locale === undefined ? {} : { locale }) }], request),
    tellOwners: (request, also = []) => tell([...also, ...tools.owners()], request),
    drop: (subject) => store.dropNotices(subject),
    attach(connected) {
      platforms = connected;
      timer = setInterval(() => void deliver(), everyMs).unref();
      void deliver();
    },
    deliver,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
