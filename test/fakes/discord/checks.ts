/** Discord's own limits on what bots send, written anew here: the adapter's table is not trusted to judge itself. */

type Loose = Readonly<Record<string, unknown>>;

const locales: readonly string[] =
  "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko".split(
    " ",
  );

const asLoose = (value: unknown): Loose => (typeof value === "object" && value !== null ? (value as Loose) : {});
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

class Faults {
  readonly all: string[] = [];

  when(isWrong: boolean, fault: string): void {
    if (isWrong) this.all.push(fault);
  }

  text(value: unknown, where: string, min: number, max: number): void {
    const isText = typeof value === "string";
    this.when(!isText || value.length < min || value.length > max, `${where}: text of ${min} to ${max} characters`);
  }
}

/** Faults of a message body; `files` are the names of the files that came with it. */
export function messageFaults(
  body: Loose,
  files: readonly { readonly name: string; readonly size: number }[],
): readonly string[] {
  const faults = new Faults();
  if (body.content !== undefined && body.content !== null) faults.text(body.content, "content", 0, 2_000);
  embedFaults(asList(body.embeds), files, faults);
  componentFaults(asList(body.components), faults);
  const mebibyte = 1_048_576;
  faults.when(files.length > 10, "files: at most 10");
  faults.when(
    files.some((file) => file.size > 10 * mebibyte),
    "files: at most 10 MiB each",
  );
  faults.when(files.reduce((sum, file) => sum + file.size, 0) > 25 * mebibyte, "files: at most 25 MiB together");
  for (const attachment of asList(body.attachments).map(asLoose)) {
    if (attachment.description !== undefined) faults.text(attachment.description, "attachments.description", 0, 1_024);
    if (typeof attachment.id === "number") faults.when(attachment.id >= files.length, "attachments.id: no such file");
  }
  if (body.nonce !== undefined) faults.text(body.nonce, "nonce", 1, 25);
  faults.when((Number(body.flags ?? 0) & ~(4 | 64 | 4096 | 32768)) !== 0, "flags: not settable");
  return faults.all;
}

export function isEmptyMessage(body: Loose, files: number): boolean {
  const isEmpty = (name: string): boolean => asList(body[name]).length === 0;
  return (body.content ?? "") === "" && isEmpty("embeds") && isEmpty("components") && files === 0;
}

function embedFaults(embeds: readonly unknown[], files: readonly { readonly name: string }[], faults: Faults): void {
  faults.when(embeds.length > 10, "embeds: at most 10");
  let total = 0;
  const count = (text: unknown, where: string, max: number): void => {
    if (text === undefined) return;
    faults.text(text, where, 1, max);
    total += String(text).length;
  };
  for (const embed of embeds.map(asLoose)) {
    count(embed.title, "embed.title", 256);
    count(embed.description, "embed.description", 4_096);
    count(asLoose(embed.footer).text, "embed.footer.text", 2_048);
    const fields = asList(embed.fields).map(asLoose);
    faults.when(fields.length > 25, "embed.fields: at most 25");
    for (const field of fields) {
      faults.when(field.name === undefined || field.value === undefined, "embed.fields: name and value");
      count(field.name, "embed.field.name", 256);
      count(field.value, "embed.field.value", 1_024);
    }
    const url = asLoose(embed.image).url;
    if (typeof url === "string" && url.startsWith("attachment://")) {
      faults.when(!files.some((file) => `attachment://${file.name}` === url), "embed.image: no such attachment");
    }
  }
  faults.when(total > 6_000, "embeds: at most 6000 characters together");
}

function componentFaults(rows: readonly unknown[], faults: Faults): void {
  faults.when(rows.length > 5, "components: at most 5 rows");
  const ids = new Set<unknown>();
  const unique = (id: unknown): void => {
    faults.text(id, "custom_id", 1, 100);
    faults.when(ids.has(id), "custom_id: twice in one message");
    ids.add(id);
  };
  for (const row of rows.map(asLoose)) {
    faults.when(row.type !== 1, "components: rows only");
    const inner = asList(row.components).map(asLoose);
    const isSelect = inner.some((component) => component.type === 3);
    faults.when(inner.length < 1 || inner.length > (isSelect ? 1 : 5), "row: 1 to 5 buttons or one select");
    for (const component of inner) {
      if (component.type === 2) {
        faults.text(component.label, "button.label", 1, 80);
        faults.when(![1, 2, 3, 4, 5].includes(Number(component.style)), "button.style");
        if (component.style !== 5) unique(component.custom_id);
      } else if (component.type === 3) {
        unique(component.custom_id);
        selectFaults(component, faults);
      } else faults.when(true, "component: unknown type");
    }
  }
}

function selectFaults(select: Loose, faults: Faults): void {
  if (select.placeholder !== undefined) faults.text(select.placeholder, "select.placeholder", 0, 150);
  const options = asList(select.options).map(asLoose);
  faults.when(options.length < 1 || options.length > 25, "select.options: 1 to 25");
  faults.when(new Set(options.map((option) => option.value)).size !== options.length, "select.options: value twice");
  for (const option of options) {
    faults.text(option.label, "option.label", 1, 100);
    faults.text(option.value, "option.value", 1, 100);
    if (option.description !== undefined) faults.text(option.description, "option.description", 0, 100);
  }
}

export function completionFaults(data: Loose): readonly string[] {
  const faults = new Faults();
  const choices = asList(data.choices).map(asLoose);
  faults.when(choices.length > 25, "choices: at most 25");
  for (const choice of choices) {
    faults.text(choice.name, "choice.name", 1, 100);
    if (typeof choice.value !== "number") faults.text(choice.value, "choice.value", 1, 100);
  }
  return faults.all;
}

/** Faults of a form (modal): its title, and one to five labels with a field each. */
export function formFaults(data: Loose): readonly string[] {
  const faults = new Faults();
  faults.text(data.custom_id, "custom_id", 1, 100);
  faults.text(data.title, "title", 1, 45);
  const labels = asList(data.components).map(asLoose);
  faults.when(labels.length < 1 || labels.length > 5, "components: 1 to 5");
  for (const label of labels) {
    faults.when(label.type !== 18, "components: labels only");
    faults.text(label.label, "label", 1, 45);
    const field = asLoose(label.component);
    faults.text(field.custom_id, "field.custom_id", 1, 100);
    if (field.value !== undefined) faults.text(field.value, "field.value", 0, Number(field.max_length ?? 4_000));
  }
  return faults.all;
}

const nameForm = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

/** Faults of an application command as bots register it. */
export function commandFaults(command: Loose): readonly string[] {
  const faults = new Faults();
  const type = command.type ?? 1;
  if (type === 1) {
    nodeFaults(command, "command", faults);
    optionFaults(asList(command.options).map(asLoose), 0, faults);
  } else {
    faults.text(command.name, "command.name", 1, 32);
    faults.when((command.description ?? "") !== "", "command.description: chat input only");
  }
  const texts = [undefined, ...locales].map((locale) => textLength(command, locale));
  faults.when(Math.max(...texts) > 8_000, "command: at most 8000 characters");
  return faults.all;
}

function nodeFaults(node: Loose, where: string, faults: Faults): void {
  const names = [node.name, ...Object.values(asLoose(node.name_localizations))];
  for (const name of names) {
    faults.when(typeof name !== "string" || !nameForm.test(name), `${where}.name: form of ${String(name)}`);
    faults.when(typeof name === "string" && name !== name.toLowerCase(), `${where}.name: lower case`);
  }
  for (const text of [node.description, ...Object.values(asLoose(node.description_localizations))]) {
    faults.text(text, `${where}.description`, 1, 100);
  }
  for (const key of ["name_localizations", "description_localizations"]) {
    const unknown = Object.keys(asLoose(node[key])).filter((locale) => !locales.includes(locale));
    faults.when(unknown.length > 0, `${where}.${key}: unknown locale`);
  }
}

function optionFaults(options: readonly Loose[], depth: number, faults: Faults): void {
  faults.when(options.length > 25, "options: at most 25");
  const names = options.map((option) => option.name);
  faults.when(new Set(names).size !== names.length, "options: name twice");
  for (const locale of locales) {
    const localized = options.map((option) => asLoose(option.name_localizations)[locale] ?? option.name);
    faults.when(new Set(localized).size !== localized.length, `options: name twice in ${locale}`);
  }
  for (const [index, option] of options.entries()) {
    nodeFaults(option, "option", faults);
    const type = Number(option.type);
    const inner = asList(option.options).map(asLoose);
    if (type <= 2) {
      faults.when(depth > (type === 1 ? 1 : 0), "options: too deep");
      optionFaults(inner, depth + 1, faults);
      continue;
    }
    faults.when(type > 11 || inner.length > 0, "option: type");
    faults.when(depth === 0 && options.some((other) => Number(other.type) <= 2), "options: subcommands stand alone");
    faults.when(
      option.required === true && options.slice(0, index).some((other) => other.required !== true),
      "options: required ones first",
    );
    const choices = asList(option.choices).map(asLoose);
    faults.when(choices.length > 25, "choices: at most 25");
    faults.when(choices.length > 0 && option.autocomplete === true, "option: choices or autocomplete");
    for (const choice of choices) faults.text(choice.name, "choice.name", 1, 100);
    for (const localized of Object.values(asLoose(option.name_localizations))) {
      const isAnothers = names.some((name, at) => at !== index && name === localized);
      faults.when(isAnothers, "option.name_localizations: another option's default name");
    }
  }
}

function textLength(node: Loose, locale: string | undefined): number {
  const text = (key: string): string => {
    const localized = locale === undefined ? undefined : asLoose(node[`${key}_localizations`])[locale];
    return String(localized ?? node[key] ?? "");
  };
  const choices = asList(node.choices).map(asLoose);
  return (
    text("name").length +
    text("description").length +
    choices.reduce((sum, choice) => sum + String(choice.name).length + String(choice.value).length, 0) +
    asList(node.options)
      .map(asLoose)
      .reduce((sum, option) => sum + textLength(option, locale), 0)
  );
}
