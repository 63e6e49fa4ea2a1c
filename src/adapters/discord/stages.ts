import type { Clock } from "#core/ports.ts";
import type { Card } from "#core/reply.ts";
import { type DiscordApi, type InteractionRef, strip } from "./api.ts";
import { DiscordFailure } from "./calls.ts";
import { limits } from "./limits.ts";
import type { Outgoing } from "./outbound.ts";
import type { Shown, Stage } from "./responder.ts";

/** Direct-message channels by user; opening one again is harmless, so old ones are simply forgotten. */
export interface DirectChannels {
  of(user: string): Promise<string>;
}

const mostDirectChannels = 1_000;

export function createDirectChannels(api: DiscordApi): DirectChannels {
  const known = new Map<string, string>();
  return {
    async of(user) {
      const before = known.get(user);
      if (before !== undefined) return before;
      const channel = await api.direct(user);
      const oldest = known.keys().next().value;
      if (known.size >= mostDirectChannels && oldest !== undefined) known.delete(oldest);
      known.set(user, channel);
      return channel;
    },
  };
}

/** A message that the bot wrote itself, reachable as long as it stands. */
function botMessage(api: DiscordApi, channel: string, id: string, isPublic: boolean): Shown {
  return {
    isPublic,
    edit: (message) => api.edit(channel, id, message),
    strip: () => api.edit(channel, id, strip),
    remove: () => api.remove(channel, id),
  };
}

/** For messages to the bot: answers stand in the channel as replies, private ones in the direct messages. */
export function messageStage(
  tools: { readonly api: DiscordApi; readonly directs: DirectChannels },
  asked: { readonly id: string; readonly channel: string; readonly user: string; readonly isDirect: boolean },
): Stage {
  let count = 0;
  return {
    // A public answer could not become a private one.
    isEditable: () => asked.isDirect,
    opening: async () => undefined,
    async post(message, isPrivate) {
      count += 1;
      const isElsewhere = isPrivate && !asked.isDirect;
      const channel = isElsewhere ? await tools.directs.of(asked.user) : asked.channel;
      const id = await tools.api.post(channel, message, {
        ...nonceOf(asked.id, count),
        ...(isElsewhere ? {} : { message_reference: { message_id: asked.id, fail_if_not_exists: false } as const }),
      });
      return botMessage(tools.api, channel, id, !isPrivate && !asked.isDirect);
    },
    finish: async () => {},
  };
}

function nonceOf(id: string, count: number): { readonly nonce: string; readonly enforce_nonce: true } {
  return { nonce: `${id}-${count}`.slice(-limits.nonce), enforce_nonce: true };
}

/** `taken`: Discord took it from us; `unclear`: somebody did, or nobody knows; `dead`: the token cannot be used. */
export type Acknowledgement = "taken" | "unclear" | "dead";

/** What an interaction was: a command whose deferred answer waits, or a click on a card that stands. */
export interface InteractionScene {
  readonly ref: InteractionRef;
  /** Epoch ms of the interaction. */
  readonly at: number;
  readonly user: string;
  readonly channel: string | undefined;
  /** Nobody but the asker reads this conversation. */
  readonly isDirect: boolean;
  /** Whether the bot itself is there, and may write without an interaction. */
  readonly isInstalled: boolean;
  /** `isDone` when the first answer takes its place whatever the card says: its question is answered. */
  readonly clicked?: { readonly id: string; readonly isEphemeral: boolean; readonly isDone: boolean };
  readonly acknowledged: Promise<Acknowledgement>;
}

/** 10015 unknown webhook, 10062 unknown interaction, 40094 too many follow-ups, 50027 invalid webhook token. */
const deadCodes: readonly number[] = [10_015, 10_062, 40_094, 50_027];

function isTokenDead({ failure }: DiscordFailure): boolean {
  return failure.status === 401 || deadCodes.includes(failure.code);
}

/** A little before the token dies, so that no call is under way at that moment. */
const tokenSafetyMs = 10_000;

/** For interactions: answers go by its token while that lives, then as the bot's own messages. */
export function interactionStage(
  tools: { readonly api: DiscordApi; readonly directs: DirectChannels; readonly clock: Clock },
  scene: InteractionScene,
): Stage {
  const { api, clock } = tools;
  const { ref, clicked } = scene;
  let count = 0;

  let isDead = false;

  const hasToken = async (): Promise<boolean> =>
    !isDead && (await scene.acknowledged) !== "dead" && clock.now() < scene.at + limits.tokenMs - tokenSafetyMs;

  /** Calls by the token; learns from the answer that it works no more. */
  async function byToken<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof DiscordFailure && isTokenDead(error)) isDead = true;
      throw error;
    }
  }

  /** By the token first; a message of the bot's own can still be reached without. */
  const either = async (call: () => Promise<unknown>, without: (() => Promise<unknown>) | undefined): Promise<void> => {
    if (without === undefined || (await hasToken())) await byToken(call);
    else await without();
  };

  function original(): Shown {
    const own =
      clicked === undefined || clicked.isEphemeral || scene.channel === undefined || !scene.isInstalled
        ? undefined
        : botMessage(api, scene.channel, clicked.id, !scene.isDirect);
    const isEphemeral = clicked === undefined || clicked.isEphemeral;
    return {
      isPublic: !isEphemeral && !scene.isDirect,
      edit: (message) => either(() => api.editOriginal(ref, message), own && (() => own.edit(message))),
      // The placeholder of a command is seen by the asker alone: nothing to take away.
      strip: async () => {
        if (clicked !== undefined) await either(() => api.editOriginal(ref, strip), own && (() => own.strip()));
      },
      remove: () => either(() => api.deleteOriginal(ref), own && (() => own.remove())),
    };
  }

  async function postByToken(message: Outgoing, isPrivate: boolean): Promise<Shown> {
    const isEphemeral = !scene.isDirect && (isPrivate || clicked === undefined || clicked.isEphemeral);
    const id = await byToken(() => api.followUp(ref, message, isEphemeral));
    return {
      isPublic: !isEphemeral && !scene.isDirect,
      edit: (next) => byToken(() => api.editFollowUp(ref, id, next)),
      strip: () => byToken(() => api.editFollowUp(ref, id, strip)),
      remove: () => api.deleteFollowUp(ref, id),
    };
  }

  async function postAsBot(message: Outgoing, isPrivate: boolean): Promise<Shown> {
    count += 1;
    const isHere = scene.channel !== undefined && scene.isInstalled && (!isPrivate || scene.isDirect);
    const channel = isHere && scene.channel !== undefined ? scene.channel : await tools.directs.of(scene.user);
    const id = await api.post(channel, message, nonceOf(ref.id, count));
    return botMessage(api, channel, id, isHere && !scene.isDirect);
  }

  return {
    // Discord itself tells that a command is being worked on.
    isEditable: (card) => clicked !== undefined && card.placement === "replace",
    async opening(card: Card) {
      const ack = await scene.acknowledged;
      if (clicked === undefined) return ack === "dead" ? undefined : original();
      return clicked.isDone || card.placement === "replace" ? original() : undefined;
    },
    async post(message, isPrivate) {
      if (!(await hasToken())) return postAsBot(message, isPrivate);
      try {
        return await postByToken(message, isPrivate);
      } catch (error) {
        if (isDead) return postAsBot(message, isPrivate);
        throw error;
      }
    },
    async finish(isAnswered) {
      // A repeated request is not shown anything: its placeholder must not think for ever.
      if (!isAnswered && clicked === undefined && (await scene.acknowledged) === "taken") await api.deleteOriginal(ref);
    },
  };
}
