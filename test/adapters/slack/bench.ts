import { createHmac } from "node:crypto";
import { Agent, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import bolt from "@slack/bolt";
import slack from "#adapters/slack/adapter.ts";
import { slackConfig } from "#adapters/slack/config.ts";
import type { Log } from "#core/ports.ts";
import { startHttp } from "#src/http.ts";
import { median, type Row, spreadOf } from "../../bench/row.ts";
import { FakeSlack } from "../../fakes/slack/fake-slack.ts";
import { services } from "./harness.ts";

const rounds = 9;
const requests = 600;
const quiet: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };

/** From a signed command to its acknowledgement, against a bare Bolt app whose listener does nothing but acknowledge. */
export async function benchSlack(): Promise<readonly Row[]> {
  const fake = await FakeSlack.start();
  const { botToken, signingSecret, apiUrl } = fake;
  const bot = {
    handle: async () => {},
    complete: async () => [],
    search: async () => [],
    check: async () => ({}),
    suggest: async () => [],
  };
  const config = slackConfig.parse({ mode: "http", botToken, signingSecret, apiUrl });
  const connection = await slack.connect(config, { ...services(bot), log: quiet });
  const ours = await startHttp({ host: "127.0.0.1", port: 0 }, connection.routes, quiet);
  const app = new bolt.App({
    token: botToken,
    signingSecret,
    clientOptions: { slackApiUrl: apiUrl },
    logLevel: bolt.LogLevel.ERROR,
  });
  app.command("/door", ({ ack }) => ack());
  const bare = (await app.start({ host: "127.0.0.1", port: 0 })) as Server;
  const bareUrl = `http://127.0.0.1:${(bare.address() as AddressInfo).port}`;
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });
  try {
    const rows: Row[] = [];
    for (const lanes of [1, 16, 64]) rows.push(await compare(lanes));
    return rows;
  } finally {
    agent.destroy();
    await app.stop();
    await connection.platform.stop();
    await ours.close();
    await fake.close();
  }

  async function compare(lanes: number): Promise<Row> {
    const ratios: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const mine = await p50(ours.url, lanes);
      const floor = await p50(bareUrl, lanes);
      if (round > 0) ratios.push(mine / floor);
    }
    const measured = median(ratios);
    return {
      what: `Slack: signed command to acknowledgement, ${lanes} at once`,
      floor: "bare Bolt app, same listener",
      measured: `${measured.toFixed(2)}x p50`,
      spread: spreadOf(ratios),
      goal: "≤ 1.15x",
      isMet: measured <= 1.15,
    };
  }

  async function p50(url: string, lanes: number): Promise<number> {
    const taken: number[] = [];
    let left = requests;
    const lane = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        taken.push(await acknowledged(url));
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return median(taken);
  }

  function acknowledged(url: string): Promise<number> {
    const { payload } = fake.payloads.command("/door", "open front", "U0000ANA01");
    const body = new URLSearchParams(Object.entries(payload).map(([key, value]) => [key, String(value)])).toString();
    const stamp = String(Math.floor(Date.now() / 1000));
    const mac = createHmac("sha256", signingSecret).update(`v0:${stamp}:${body}`).digest("hex");
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      "content-length": Buffer.byteLength(body),
      "x-slack-request-timestamp": stamp,
      "x-slack-signature": `v0=${mac}`,
    };
    const begun = performance.now();
    return new Promise((resolve, reject) => {
      const sent = request(`${url}/slack/events`, { method: "POST", agent, headers }, (answer) => {
        answer.resume();
        answer.on("end", () => {
          if (answer.statusCode === 200) resolve(performance.now() - begun);
          else reject(new Error(`acknowledged with ${answer.statusCode}`));
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }
}
