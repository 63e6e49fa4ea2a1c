/** Every language that Discord knows, as it names them. https://docs.discord.com/developers/reference#locales */
const discordLocales = [
  "id",
  "da",
  "de",
  "en-GB",
  "en-US",
  "es-ES",
  "es-419",
  "fr",
  "hr",
  "it",
  "lt",
  "hu",
  "nl",
  "no",
  "pl",
  "pt-BR",
  "ro",
  "fi",
  "sv-SE",
  "vi",
  "tr",
  "cs",
  "el",
  "bg",
  "ru",
  "uk",
  "hi",
  "th",
  "zh-CN",
  "ja",
  "zh-TW",
  "ko",
] as const;

/** Languages that go by another tag elsewhere. */
const otherTags: Readonly<Record<string, readonly string[]>> = {
  no: ["nb", "nn"],
  "zh-CN": ["zh-Hans"],
  "zh-TW": ["zh-Hant"],
};

/** Which of our languages each of Discord's is served in; languages that we do not speak are absent. */
export function servedLocales(ours: readonly string[]): Readonly<Record<string, string>> {
  const lower = new Map(ours.map((tag) => [tag.toLowerCase(), tag]));
  const served: Record<string, string> = {};
  for (const tag of discordLocales) {
    const wanted = [tag, ...(otherTags[tag] ?? []), tag.split("-")[0] ?? tag];
    const found = wanted.map((one) => lower.get(one.toLowerCase())).find((one) => one !== undefined);
    if (found !== undefined) served[tag] = found;
  }
  return served;
}
