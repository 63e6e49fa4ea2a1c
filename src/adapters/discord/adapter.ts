import { ConfigError } from "#core/errors.ts";
import type { Adapter, AdapterConnection, Platform, PlatformServices } from "#core/ports.ts";
import { createApi, type DiscordApi } from "./api.ts";
import type { DiscordConfig } from "./config.ts";
import { connectGateway, type Gateway } from "./gateway.ts";
import { interactionsRoute } from "./http.ts";
import { createIntake, type Intake, type Surroundings } from "./intake.ts";
import { createLookup } from "./members.ts";
import { type Drawing, render } from "./outbound.ts";
import { attempt, type CountFailure, createFailureCounter, nameOf } from "./responder.ts";
import { createDirectChannels, type DirectChannels } from "./stages.ts";

const name = "discord";

/** Discord over the gateway, or over signed HTTP requests; both behave alike. */
const adapter: Adapter<DiscordConfig> = { name, connect };
export default adapter;

async function connect(config: DiscordConfig, services: PlatformServices): Promise<AdapterConnection> {
  const api = await createApi(config, services.log);
  const directs = createDirectChannels(api);
  const count = createFailureCounter(services.log);
  let gateway: Gateway | undefined;
  let isStopped = false;
  const surroundings = surroundingsOf(api, () => gateway);
  const drawing = drawingBy(services);
  const intake = createIntake({ config, services, api, directs, drawing, count, surroundings });
  const routes =
    config.mode === "http" && config.publicKey !== undefined
      ? [interactionsRoute(config.publicKey, services.clock, intake)]
      : [];
  gateway = await connectOrExplain(config, services, intake);
  const connected = gateway;
  const platform: Platform = {
    name,
    // Over HTTP interactions arrive as long as we listen; the gateway brings only the sentences.
    isReady: () => !isStopped && (config.mode === "http" || connected.isReady()),
    notify: notifier({ api, directs, count, drawing }, services),
    announce: announcer({ api, count, drawing }, services),
    member: createLookup({ config, services, api, count, guilds: surroundings.guilds }),
    async stop() {
      isStopped = true;
      await intake.close();
      await connected.stop();
    },
  };
  return { platform, routes };
}

async function connectOrExplain(config: DiscordConfig, services: PlatformServices, intake: Intake): Promise<Gateway> {
  try {
    return await connectGateway(config, services.log, {
      interaction: (payload) => void intake.interaction(payload),
      message: (payload) => intake.message(payload),
    });
  } catch (error) {
    services.log.error("discord-token-refused", { name: nameOf(error) });
    throw new ConfigError([
      {
        file: "usher.yaml",
        key: "discord.token",
        problem: "Discord refuses this token",
        mend: "copy the bot's token again from the developer portal, Bot, Reset Token",
      },
    ]);
  }
}

function surroundingsOf(api: DiscordApi, gateway: () => Gateway | undefined): Surroundings {
  return {
    bot: () => gateway()?.bot(),
    guilds: async () => gateway()?.guilds() ?? (await api.guilds()),
    async parentOf(channel, isThread) {
      const told = gateway()?.parentOf(channel);
      if (told?.known === true || !isThread) return told?.parent;
      return api.parentOf(channel).catch(() => undefined);
    },
  };
}

function notifier(
  tools: {
    readonly api: DiscordApi;
    readonly directs: DirectChannels;
    readonly count: CountFailure;
    readonly drawing: Drawing;
  },
  services: PlatformServices,
): Platform["notify"] {
  return async (identity, card) => {
    const user = /^discord:(\d+)$/.exec(identity)?.[1];
    if (user === undefined) return false;
    const messages = await render(card, tools.drawing);
    const isSent = await attempt("notify", tools.count, async () => {
      const channel = await tools.directs.of(user);
      for (const message of messages) await tools.api.post(channel, message);
    });
    if (!isSent) services.log.warn("discord-notify-failed");
    return isSent;
  };
}

function announcer(
  tools: { readonly api: DiscordApi; readonly count: CountFailure; readonly drawing: Drawing },
  services: PlatformServices,
): Platform["announce"] {
  return async (conversation, card) => {
    const channel = /^discord:(?:\d+|@me)\/(\d+)$/.exec(conversation)?.[1];
    if (channel === undefined) return false;
    const messages = await render(card, tools.drawing);
    const isSent = await attempt("announce", tools.count, async () => {
      for (const message of messages) await tools.api.post(channel, message);
    });
    if (!isSent) services.log.warn("discord-announce-failed");
    return isSent;
  };
}

/** Most people keep Discord dark; the picture is sharp where it is shown at half its size. */
const chartLook = { theme: "dark", width: 1_000 } as const;

function drawingBy({ pictures, log }: PlatformServices): Drawing {
  return {
    async qr(content) {
      const { default: qrcode } = await import("qrcode");
      return qrcode.toBuffer(content, { type: "png", margin: 3, scale: 8, errorCorrectionLevel: "M" });
    },
    chart: (chart) =>
      pictures.draw(chart, chartLook).catch((error: unknown) => {
        log.warn("discord-chart-not-drawn", { name: nameOf(error) });
        return undefined;
      }),
  };
}
