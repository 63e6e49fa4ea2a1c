import { defineCommand } from "#core/command.ts";
import { InputError } from "#core/errors.ts";
import { message } from "#core/message.ts";
import { slot } from "#core/slots.ts";

export default defineCommand({
  name: "me language",
  action: null,
  slots: { language: slot.text() },
  async answer(context, { language }) {
    const chosen = pick(language, context.preferences.known, context.locale);
    if (chosen === undefined) {
      throw new InputError("slot-wrong", { slot: message("commands:me.language.slots.language.name"), text: language });
    }
    await context.preferences.setLocale(chosen);
    return {
      status: "done",
      outcome: null,
      visibility: "private",
      title: message("replies:me.language-set"),
      text: [message("replies:me.language-how")],
    };
  },
});

/** Finds a language by its tag, its name in the speaker's language, in its own, or in English. */
function pick(text: string, known: readonly string[], locale: string): string | undefined {
  const asked = text.trim().toLocaleLowerCase();
  return known.find((tag) =>
    [
      tag,
      ...[locale, tag, "en"].map((reader) => new Intl.DisplayNames(reader, { type: "language" }).of(tag) ?? ""),
    ].some((name) => name.toLocaleLowerCase() === asked),
  );
}
