/** Hosts that Slack itself names in payloads and answers: response addresses and uploads. */
const slackHosts = /(?:^|\.)slack(?:-gov)?\.com$/;

/** Whether an address from a payload may be called: Slack's own hosts, or the one host the configuration names. */
export function createHostGuard(apiUrl: string): (url: string) => boolean {
  const api = new URL(apiUrl);
  return (url) => {
    const target = URL.parse(url);
    if (target === null) return false;
    if (sameHost(target.hostname, api.hostname)) return target.protocol === api.protocol;
    return slackHosts.test(api.hostname) && target.protocol === "https:" && slackHosts.test(target.hostname);
  };
}

const loopback: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

function sameHost(one: string, other: string): boolean {
  return one === other || (loopback.includes(one) && loopback.includes(other));
}

/** `fetch` that refuses every other host. */
export function createGuardedFetch(isAllowed: (url: string) => boolean): typeof fetch {
  return (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!isAllowed(url)) return Promise.reject(new TypeError("refused to call a host that is not Slack's"));
    return fetch(input, init);
  };
}
