import { afterEach, describe, expect, it } from "vitest";
import { fetchPicture } from "#vendors/picture.ts";
import { hang, type Script, type ScriptedCloud, startScriptedCloud } from "./scripted-cloud.ts";

let cloud: ScriptedCloud | undefined;
afterEach(async () => {
  await cloud?.close();
  cloud = undefined;
});

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const bytes =
  (body: Buffer, contentType: string, status = 200, headers: Record<string, string> = {}): Script =>
  (_request, response) => {
    response.writeHead(status, { "content-type": contentType, ...headers });
    response.end(body);
  };

async function get(script: Script, signal?: AbortSignal) {
  cloud = await startScriptedCloud(script);
  return fetchPicture(`${cloud.url}/qr/1.png?x=1`, { baseUrl: cloud.url, name: "key" }, signal);
}

describe("a picture at an address that a vendor gave", () => {
  it("is handed over as it is, asked for without credentials", async () => {
    expect(await get(bytes(png, "image/png"))).toEqual({ name: "key.png", png });
    expect(cloud?.received[0]).toMatchObject({ method: "GET", target: "/qr/1.png?x=1" });
    expect(Object.keys(cloud?.received[0]?.headers ?? {})).not.toContain("authorization");
  });

  it("may be a JPEG", async () => {
    expect(await get(bytes(jpeg, "image/jpeg; q=1"))).toEqual({ name: "key.jpg", png: jpeg });
  });

  it.each([
    ["that says no", bytes(png, "image/png", 404)],
    ["elsewhere", bytes(png, "image/png", 302, { location: "/other.png" })],
    ["that is a page", bytes(Buffer.from("<html>"), "text/html")],
    ["that is a drawing with scripts", bytes(Buffer.from("<svg/>"), "image/svg+xml")],
    ["that only says it is one", bytes(Buffer.from("<script>"), "image/png")],
    ["of more than a megabyte", bytes(Buffer.concat([png, Buffer.alloc(1 << 20)]), "image/png")],
  ])("%s is none", async (_name, script) => {
    expect(await get(script)).toBeUndefined();
    expect(cloud?.received).toHaveLength(1);
  });

  it("that never comes ends with the wait", async () => {
    expect(await get(hang, AbortSignal.timeout(50))).toBeUndefined();
  });

  it.each(["file:///etc/hostname", "http://192.0.2.1/qr.png", "https://u:p@127.0.0.1/qr.png", "no address"])(
    "at %s is not asked for",
    async (address) => {
      const account = { baseUrl: "http://127.0.0.1:1", name: "key" };
      expect(await fetchPicture(address, account)).toBeUndefined();
    },
  );

  it("on this machine is only fetched for an account on this machine", async () => {
    cloud = await startScriptedCloud(bytes(png, "image/png"));
    const account = { baseUrl: "https://cloud.example", name: "key" };
    expect(await fetchPicture(`${cloud.url}/qr.png`, account)).toBeUndefined();
    expect(cloud.received).toHaveLength(0);
  });
});
