import { createInstance, type i18n, type Resource } from "i18next";
import type { Directory } from "#core/directory.ts";
import type { Message, Value, Values } from "#core/message.ts";
import type { Wording } from "#core/ports.ts";
import type { Card, CardForm, CardPanel, Reply, ReplyFile, ReplyForm, ReplyPanel } from "#core/reply.ts";
import { chartInWords } from "#src/chart-words.ts";
import { formats } from "#src/formats.ts";

export const defaultLocale = "en";

/** The wording of one language: `replies`, `errors` and `commands` as read from its folder. */
export type LocaleTexts = Readonly<Record<"commands" | "replies" | "errors", Readonly<Record<string, unknown>>>>;

/**
 * The only user of i18next: keys and values in, words out. Names of things come from the directory, dates and
 * numbers from `Intl`; `zone` is that of the house, for times that belong to no place.
 */
export function createWording(
  texts: Readonly<Record<string, LocaleTexts>>,
  directory: Pick<Directory, "entity" | "place">,
  zone: string,
): Wording {
  const locales = Object.keys(texts);
  const i18n = load(texts);

  const say = ({ key, values = {} }: Message, locale: string): string =>
    i18n.getFixedT(locale)(key, { ...interpolated(values, locale), interpolation: { escapeValue: false } });

  /** A sentence that tells how long to wait has a second form, `<key>_wait`, for when that is known. */
  const interpolated = (values: Values, locale: string): Record<string, string | number> => ({
    ...("wait" in values ? { context: "wait" } : {}),
    ...Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, typeof value === "number" ? value : tell(value, locale)]),
    ),
  });

  /** One value in words. */
  function tell(value: Value, locale: string): string {
    if (typeof value === "string") return value;
    if (typeof value === "number") return formats.number(value, locale);
    if ("key" in value) return say(value, locale);
    switch (value.kind) {
      case "entity":
        return directory.entity(value.id)?.name ?? value.id.split(":")[0] ?? "";
      case "place":
        return directory.place(value.id)?.name ?? value.id;
      case "list":
        return formats.list(
          value.of.map((one) => tell(one, locale)),
          value.style,
          locale,
        );
      default:
        return formats.of(value, locale);
    }
  }

  function card(reply: Reply, locale: string): Card {
    const { until } = reply;
    const choices = (reply.choices ?? []).map(({ label, detail, token }) => ({
      label: tell(label, locale),
      token,
      ...(detail === undefined ? {} : { detail: tell(detail, locale) }),
    }));
    return {
      status: reply.status,
      outcome: reply.outcome,
      visibility: reply.visibility,
      placement: reply.placement ?? "new",
      tone: reply.tone ?? "neutral",
      locale,
      title: say(reply.title, locale),
      text: (reply.text ?? []).map((one) => say(one, locale)),
      facts: (reply.facts ?? []).map(({ label, value }) => ({ label: say(label, locale), value: tell(value, locale) })),
      buttons: (reply.buttons ?? []).map(({ label, role, token }) => ({ label: say(label, locale), role, token })),
      choices,
      ...(choices.length > 0 ? { choicesLabel: say({ key: "replies:choose.label" }, locale) } : {}),
      ...controls(reply, locale),
      ...enclosed(reply, locale),
      ...(reply.holdsSecret === true ? { holdsSecret: true } : {}),
      ...(until === undefined
        ? {}
        : {
            until: {
              at: until,
              text: say({ key: "replies:confirm.until", values: { at: { kind: "time", at: until, zone } } }, locale),
            },
          }),
    };
  }

  /** What a card shows beside its words. */
  function enclosed(
    { table, picture, chart, file, qr }: Reply,
    locale: string,
  ): Pick<Card, "table" | "picture" | "chart" | "file" | "qr"> {
    return {
      ...(table === undefined
        ? {}
        : {
            table: {
              columns: table.columns.map(({ label, align }) => ({ label: say(label, locale), align })),
              rows: table.rows.map((row) => row.map((cell) => tell(cell, locale))),
            },
          }),
      ...(picture === undefined ? {} : { picture: { ...picture, alt: say(picture.alt, locale) } }),
      ...(chart === undefined ? {} : { chart: chartInWords(chart, locale, words(locale)) }),
      ...(file === undefined ? {} : { file: fileInWords(file, locale) }),
      ...(qr === undefined ? {} : { qr: { content: qr.content, alt: say(qr.alt, locale) } }),
    };
  }

  function fileInWords(file: ReplyFile, locale: string): NonNullable<Card["file"]> {
    const size = { kind: "bytes", count: file.bytes.byteLength } as const;
    return {
      ...file,
      label: say({ key: "replies:file.label", values: { name: file.name, size } }, locale),
      lost: say({ key: "replies:file.lost", values: { name: file.name } }, locale),
    };
  }

  const words = (locale: string) => ({
    say: (one: Message) => say(one, locale),
    tell: (value: Value) => tell(value, locale),
  });

  function controls({ form, search, panel }: Reply, locale: string): Pick<Card, "form" | "search" | "panel"> {
    return {
      ...(form === undefined ? {} : { form: formInWords(form, locale) }),
      ...(search === undefined ? {} : { search: searchInWords(search.token, locale) }),
      ...(panel === undefined ? {} : { panel: panel.map((part) => panelInWords(part, locale)) }),
    };
  }

  function searchInWords(token: string, locale: string) {
    return { label: say({ key: "replies:choose.search" }, locale), token };
  }

  function formInWords({ command, token, title, fields }: ReplyForm, locale: string): CardForm {
    return {
      command,
      token,
      title: say(title, locale),
      label: say({ key: "replies:form.open" }, locale),
      submit: say({ key: "replies:form.submit" }, locale),
      cancel: say({ key: "replies:button.cancel" }, locale),
      fields: fields.map(({ label, hint, known, ...field }) => ({
        ...field,
        label: say(label, locale),
        hint: say(hint, locale),
        ...(known === undefined ? {} : { known: { text: tell(known.text, locale), value: known.value } }),
      })),
    };
  }

  function panelInWords({ title, lines, search }: ReplyPanel, locale: string): CardPanel {
    return {
      title: say(title, locale),
      lines: lines.map(({ label, detail, offers }) => ({
        label: tell(label, locale),
        ...(detail === undefined ? {} : { detail: tell(detail, locale) }),
        choices: offers.flatMap((offer) =>
          offer.token === undefined ? [] : [{ label: tell(offer.label, locale), token: offer.token }],
        ),
      })),
      ...(search?.token === undefined ? {} : { search: searchInWords(search.token, locale) }),
    };
  }

  function bestLocale(tags: readonly (string | undefined)[]): string {
    for (const tag of tags) {
      if (tag === undefined) continue;
      const language = tag.split(/[-_]/)[0]?.toLowerCase() ?? "";
      const found =
        locales.find((one) => one.toLowerCase() === tag.toLowerCase()) ?? locales.find((one) => one === language);
      if (found !== undefined) return found;
    }
    return defaultLocale;
  }

  return { say, card, bestLocale };
}

function load(texts: Readonly<Record<string, LocaleTexts>>): i18n {
  const instance = createInstance();
  void instance.init({
    initAsync: false,
    resources: texts as unknown as Resource,
    fallbackLng: defaultLocale,
    ns: ["replies", "errors", "commands"],
    defaultNS: "replies",
  });
  return instance;
}
