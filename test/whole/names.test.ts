import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWholeHouse, type WholeHouse } from "./house.ts";

// Pat may open the lobby and nothing else; the cellar does not exist.
let house: WholeHouse;
beforeAll(async () => {
  house = await openWholeHouse((config) =>
    config
      .replace(
        /^roles:$/m,
        "  - { id: pat, name: Pat, roles: [annex] }\nroles:\n  annex: { allow: [door.open], at: [annex] }",
      )
      .replace(/^places:$/m, 'places:\n  annex: { name: "Annex", timezone: Europe/Madrid }')
      .replace(/(name: "Lobby"\n\s+place: )hq/, "$1annex"),
  );
}, 60_000);
afterAll(() => house.close());

const seen = async (person: string, text: string, name: string) => {
  const { title, text: lines, status, visibility, choices } = await house.say(person, text.replace("NAME", name));
  const offered = choices.map(({ label }) => label);
  return JSON.parse(JSON.stringify({ title, lines, status, visibility, offered }).replaceAll(name, "NAME"));
};

const requests = [
  "open the NAME",
  "open NAME",
  "please open the NAME",
  "abre NAME",
  "öffne NAME",
  "NAMEを開けて",
  "/door open NAME",
  "open the NAME please",
] as const;

describe("a hidden name and an unknown name", () => {
  it.each(requests)("%s: get the same answer with the person's own list", async (text) => {
    const hidden = await seen("pat", text, "garage");
    expect(hidden).toMatchObject({ status: "choose", offered: ["Lobby"] });
    expect(await seen("pat", text, "gazebo")).toEqual(hidden);
  });

  it.each([...requests, "create a key for the NAME for 2 hours", "/key create NAME 2 hours"])(
    "%s: are refused alike to who may do it nowhere",
    async (text) => {
      const hidden = await seen("guest", text, "garage");
      expect(hidden).toMatchObject({ status: "refused", offered: [] });
      expect(await seen("guest", text, "gazebo")).toEqual(hidden);
    },
  );

  it.each([
    "open the lobby and the NAME",
    "open the lobby, then open the NAME",
    "and the NAME",
    "what about the NAME?",
  ])("%s: are as little understood beside a known one", async (text) => {
    await house.say("pat", "open the lobby");
    const hidden = await seen("pat", text, "garage");
    expect(hidden.status).not.toBe("confirm");
    await house.say("pat", "open the lobby");
    expect(await seen("pat", text, "gazebo")).toEqual(hidden);
  });

  it("a request is no name, even where a name was asked for", async () => {
    await house.say("staff", "/door open");
    expect((await house.say("staff", "open the gazebo")).title).toBe("I know no door called “gazebo” that you may use");
    await house.say("staff", "/door open");
    expect((await house.say("staff", "gazebo")).title).toBe("I know no door called “gazebo” that you may use");
  });

  it.each(["what is the weather", "hello there", "thanks a lot", "flibber the wibble"])(
    "%s: is no request for a thing",
    async (text) => {
      expect((await house.say("owner", text)).status).toBe("not-understood");
    },
  );

  it("a misspelt length is not taken for a name", async () => {
    expect((await house.say("owner", "/key create lobby 2 hoooors")).status).toBe("ask");
  });

  it.each([
    "/key create NAME 2 hours",
    "/key create NAME",
    "/key create 2 hours NAME",
    "/lights dim NAME 30%",
    "dim the NAME to 30%",
  ])("%s: an unknown name is told with the person's own list", async (text) => {
    expect(await seen("owner", text, "gazebo")).toMatchObject({ status: "choose" });
  });

  it("every command is reached by the bot's own name too", async () => {
    expect((await house.say("owner", "/usher door open lobby")).title).toBe("Open Lobby?");
    expect((await house.say("owner", "/usher me")).title).toBe("You are Olivia");
  });

  it.each(["open the lobby 10 times", "opn the lobby", "open the lobby or the garage"])(
    "%s: words around a known name are no unknown name, even where a name was asked for",
    async (text) => {
      await house.say("owner", "/door open");
      expect((await house.say("owner", text)).status).toBe("not-understood");
    },
  );

  it("a bare number asks for nothing where nothing is to be chosen", async () => {
    const card = await house.say("owner", "1");
    expect(card).toMatchObject({ status: "not-understood", title: "I cannot do that" });
    expect(card.text).toEqual(["Nothing is waiting for an answer."]);
  });
});
