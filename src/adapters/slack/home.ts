import type { types } from "@slack/bolt";
import type { Clock, PlatformServices, Responder } from "#core/ports.ts";
import type { Card } from "#core/reply.ts";
import { limits } from "./limits.ts";
import type { Inbound } from "./origin.ts";
import { headingBlocks } from "./outbound.ts";
import { panelBlocks } from "./panel.ts";
import type { People } from "./people.ts";
import type { Delivery } from "./responder.ts";
import { takeTurn } from "./turns.ts";

/** How long after its last opening somebody's panel follows what others change. */
const watchedMs = 10 * 60_000;
const mostWatched = 50;

/** The command whose answer is the panel. */
const homeCommand = "home show";

/** A card as the person's own tab. */
export function homeView(card: Card): types.HomeView {
  const parts = (card.panel ?? []).flatMap(panelBlocks);
  return { type: "home", blocks: [...headingBlocks(card), ...parts].slice(0, limits.blocksPerView) };
}

interface Watched {
  readonly team: string;
  readonly user: string;
  openedAt: number;
}

/** Keeps the panels that people look at as things are: each is asked for anew, in its person's own name. */
export class Homes {
  readonly #services: PlatformServices;
  readonly #people: People;
  readonly #clock: Clock;
  readonly #watched = new Map<string, Watched>();
  readonly #running = new Map<string, { isStale: boolean }>();

  constructor(services: PlatformServices, people: People) {
    this.#services = services;
    this.#people = people;
    this.#clock = services.clock;
  }

  /** The person opened the tab; resolves when it is drawn. */
  async open(team: string, user: string, delivery: Delivery): Promise<void> {
    const key = `${team}/${user}`;
    this.#watched.delete(key);
    this.#watched.set(key, { team, user, openedAt: this.#clock.now() });
    const [oldest] = this.#watched.keys();
    if (this.#watched.size > mostWatched && oldest !== undefined) this.#watched.delete(oldest);
    await this.#draw(team, user, delivery);
  }

  /** Takes a turn and draws anew what it may have changed. */
  async follow(inbound: Inbound, stamp: number | undefined, delivery: Delivery): Promise<void> {
    let hasActed = false;
    const wrap = (responder: Responder): Responder => ({
      ...responder,
      async show(card) {
        hasActed ||= card.outcome !== null;
        await responder.show(card);
      },
    });
    await takeTurn(inbound, stamp, delivery, this.#people, this.#services, wrap);
    await this.refresh(inbound.team, delivery, hasActed ? undefined : inbound.user);
  }

  /** Something changed: for everybody who looks at the moment, or for one person alone. */
  async refresh(team: string, delivery: Delivery, onlyUser?: string): Promise<void> {
    const since = this.#clock.now() - watchedMs;
    const looking = [...this.#watched.values()].filter(
      (one) => one.team === team && (onlyUser === undefined ? one.openedAt >= since : one.user === onlyUser),
    );
    await Promise.all(looking.map(({ user }) => this.#draw(team, user, delivery)));
  }

  /** One at a time for each person; what changes meanwhile is drawn once more afterwards. */
  async #draw(team: string, user: string, delivery: Delivery): Promise<void> {
    const key = `${team}/${user}`;
    const running = this.#running.get(key);
    if (running !== undefined) {
      running.isStale = true;
      return;
    }
    const state = { isStale: true };
    this.#running.set(key, state);
    try {
      while (state.isStale) {
        state.isStale = false;
        await this.#publish(team, user, delivery);
      }
    } finally {
      this.#running.delete(key);
    }
  }

  async #publish(team: string, user: string, delivery: Delivery): Promise<void> {
    const inbound: Inbound = {
      key: `slack:home/${this.#services.newTurnId()}`,
      team,
      userTeam: team,
      user,
      input: { kind: "command", command: homeCommand, raw: {} },
      origin: { kind: "direct" },
    };
    const show = async (card: Card): Promise<void> =>
      void (await delivery.web.call("views.publish", { user_id: user, view: homeView(card) }));
    await takeTurn(inbound, undefined, delivery, this.#people, this.#services, () => ({ show }));
  }
}
