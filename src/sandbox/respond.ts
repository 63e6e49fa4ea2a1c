import type { ServerResponse } from "node:http";
import type { Answer } from "./cloud.ts";
import type { Malformation } from "./faults.ts";

const page = "<!doctype html><html><head><title>Gateway</title></head><body><h1>It works!</h1></body></html>";
const hugeChunk = Buffer.alloc(1 << 20, 0x20);
const hugeChunks = 128;
const cookieCount = 4000;

/** Writes an answer as the cloud meant it. */
export function respond(response: ServerResponse, answer: Answer): void {
  const text = answer.bytes ?? answer.text ?? (answer.body === undefined ? "" : JSON.stringify(answer.body));
  const contentType = answer.contentType ?? (answer.body === undefined ? undefined : "application/json; charset=utf-8");
  response.writeHead(answer.status, {
    ...(contentType === undefined ? {} : { "content-type": contentType }),
    ...(answer.status === 204 ? {} : { "content-length": Buffer.byteLength(text) }),
    ...answer.headers,
  });
  response.end(answer.status === 204 ? undefined : text);
}

/** 128 MB of white space inside a JSON text, as fast as the other side takes it. */
function pour(response: ServerResponse): void {
  let left = hugeChunks;
  response.write('{"padding":');
  const next = () => {
    while (left > 0 && !response.destroyed) {
      left -= 1;
      if (!response.write(hugeChunk)) {
        response.once("drain", next);
        return;
      }
    }
    response.end("0}");
  };
  next();
}

/** One byte every 100 ms for as long as the other side listens. */
function trickle(response: ServerResponse): void {
  response.write("[");
  const timer = setInterval(() => response.write(" "), 100);
  timer.unref();
  response.once("close", () => clearInterval(timer));
}

const writers: Readonly<Record<Malformation, (response: ServerResponse, answer: Answer) => void>> = {
  truncated(response, answer) {
    const text = JSON.stringify(answer.body ?? { result: "this answer had no body" });
    const half = text.slice(0, Math.max(1, Math.floor(text.length / 2)));
    respond(response, { status: answer.status, text: half, contentType: "application/json" });
  },
  html: (response) => respond(response, { status: 200, text: page, contentType: "text/html; charset=utf-8" }),
  empty: (response) => respond(response, { status: 200, text: "", contentType: "application/json" }),
  "wrong-type": (response) => respond(response, { status: 200, text: '"fine"', contentType: "text/plain" }),
  huge(response) {
    response.writeHead(200, { "content-type": "application/json" });
    pour(response);
  },
  trickle(response) {
    response.writeHead(200, { "content-type": "application/json" });
    trickle(response);
  },
  // Nobody is at home there: who follows is found out, and harms nobody.
  redirect: (response) => respond(response, { status: 302, headers: { location: "http://elsewhere.invalid/" } }),
  cookies(response, answer) {
    response.setHeader(
      "set-cookie",
      Array.from({ length: cookieCount }, (_, index) => `c${index}=${"x".repeat(40)}`),
    );
    respond(response, answer);
  },
};

/** Writes what cannot be read in place of an answer. */
export function respondMalformed(response: ServerResponse, answer: Answer, how: Malformation): void {
  writers[how](response, answer);
}
