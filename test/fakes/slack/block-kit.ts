/** Slack's own checks of blocks, from its reference pages: what is wrong, with the path to it. */

type Json = Readonly<Record<string, unknown>>;

interface Check {
  readonly faults: string[];
  readonly actionIds: Set<string>;
}

const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Faults of a message's or view's blocks; empty when Slack would take them. */
export function checkBlocks(blocks: unknown, surface: "message" | "view" = "message"): readonly string[] {
  const check: Check = { faults: [], actionIds: new Set() };
  if (!Array.isArray(blocks)) return ["blocks: must be a list"];
  const most = surface === "message" ? 50 : 100;
  if (blocks.length > most) check.faults.push(`blocks: ${blocks.length} of at most ${most}`);
  const size = textSize(blocks);
  if (surface === "message" && size > 13_200) check.faults.push(`blocks: msg_blocks_too_long (${size})`);
  if (blocks.filter((block) => isJson(block) && block.type === "table").length > 1) {
    check.faults.push("blocks: only_one_table_allowed");
  }
  if (blocks.filter((block) => isJson(block) && block.type === "data_visualization").length > 2) {
    check.faults.push("blocks: at most two charts");
  }
  for (const [index, block] of blocks.entries()) {
    const path = `blocks/${index}`;
    const rule = isJson(block) ? blockRules[String(block.type)] : undefined;
    if (rule === undefined) check.faults.push(`${path}: not a block, or of an unknown type`);
    else rule(block, path, check);
  }
  return check.faults;
}

function textSize(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, inner) => sum + textSize(inner), 0);
  if (!isJson(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) => sum + (key === "text" && typeof inner === "string" ? inner.length : textSize(inner)),
    0,
  );
}

function text(value: unknown, path: string, check: Check, most: number, kinds = ["plain_text", "mrkdwn"]): void {
  if (!isJson(value) || typeof value.text !== "string") return void check.faults.push(`${path}: text object missing`);
  if (!kinds.includes(String(value.type))) check.faults.push(`${path}: ${String(value.type)} is not allowed here`);
  if (value.text.length === 0) check.faults.push(`${path}: must be more than 0 characters`);
  if (value.text.length > most) check.faults.push(`${path}: must be less than ${most + 1} characters`);
  if (value.type === "mrkdwn" && "emoji" in value) check.faults.push(`${path}: emoji is for plain_text`);
  if (value.type === "plain_text" && "verbatim" in value) check.faults.push(`${path}: verbatim is for mrkdwn`);
}

function string(value: unknown, path: string, check: Check, most: number): void {
  if (typeof value !== "string" || value === "") check.faults.push(`${path}: missing`);
  else if (value.length > most) check.faults.push(`${path}: longer than ${most}`);
}

const plain = ["plain_text"];

const blockRules: Readonly<Record<string, (block: Json, path: string, check: Check) => void>> = {
  header: (block, path, check) => text(block.text, `${path}/text`, check, 150, plain),
  divider: () => {},
  markdown: (block, path, check) => string(block.text, `${path}/text`, check, 12_000),
  section(block, path, check) {
    if (block.text === undefined && block.fields === undefined) check.faults.push(`${path}: text or fields needed`);
    if (block.text !== undefined) text(block.text, `${path}/text`, check, 3000);
    if (list(block.fields).length > 10) check.faults.push(`${path}/fields: more than 10`);
    list(block.fields).forEach((field, index) => {
      text(field, `${path}/fields/${index}`, check, 2000);
    });
    if (block.accessory !== undefined) element(block.accessory, `${path}/accessory`, check);
  },
  context(block, path, check) {
    const elements = list(block.elements);
    if (elements.length < 1 || elements.length > 10) check.faults.push(`${path}/elements: 1 to 10`);
    elements.forEach((inner, index) => {
      const at = `${path}/elements/${index}`;
      if (isJson(inner) && inner.type === "image") string(inner.alt_text, `${at}/alt_text`, check, 2000);
      else text(inner, at, check, 3000);
    });
  },
  actions(block, path, check) {
    const elements = list(block.elements);
    if (elements.length < 1 || elements.length > 25) check.faults.push(`${path}/elements: 1 to 25`);
    elements.forEach((inner, index) => {
      element(inner, `${path}/elements/${index}`, check);
    });
  },
  image(block, path, check) {
    string(block.alt_text, `${path}/alt_text`, check, 2000);
    const file = isJson(block.slack_file) ? block.slack_file : undefined;
    if ((block.image_url === undefined) === (file === undefined)) {
      check.faults.push(`${path}: exactly one of image_url and slack_file`);
    }
    if (file !== undefined && (file.id === undefined) === (file.url === undefined)) {
      check.faults.push(`${path}/slack_file: exactly one of id and url`);
    }
  },
  input(block, path, check) {
    text(block.label, `${path}/label`, check, 2000, plain);
    if (block.hint !== undefined) text(block.hint, `${path}/hint`, check, 2000, plain);
    element(block.element, `${path}/element`, check);
  },
  table(block, path, check) {
    const rows = list(block.rows);
    if (rows.length < 1 || rows.length > 100) check.faults.push(`${path}/rows: 1 to 100`);
    if (list(block.column_settings).length > 20) check.faults.push(`${path}/column_settings: more than 20`);
    let size = 0;
    rows.forEach((row, index) => {
      if (list(row).length < 1 || list(row).length > 20) check.faults.push(`${path}/rows/${index}: 1 to 20 cells`);
      for (const cell of list(row)) {
        if (!isJson(cell) || !["raw_text", "rich_text", "raw_number"].includes(String(cell.type))) {
          check.faults.push(`${path}/rows/${index}: unknown cell`);
        } else if (cell.type === "raw_text" && cell.text === "") check.faults.push(`${path}/rows/${index}: empty cell`);
        size += textSize(cell);
      }
    });
    if (size > 10_000) check.faults.push(`${path}: more than 10,000 characters`);
  },
  data_visualization(block, path, check) {
    string(block.title, `${path}/title`, check, 50);
    const chart = isJson(block.chart) ? block.chart : {};
    const axis = isJson(chart.axis_config) ? chart.axis_config : {};
    if (!["line", "bar", "area"].includes(String(chart.type))) check.faults.push(`${path}/chart: unknown type`);
    const categories = list(axis.categories);
    if (categories.length < 1 || categories.length > 20) check.faults.push(`${path}/chart: 1 to 20 categories`);
    for (const name of categories) string(name, `${path}/chart/axis_config/categories`, check, 20);
    for (const key of ["x_label", "y_label"]) string(axis[key], `${path}/chart/axis_config/${key}`, check, 50);
    const series = list(chart.series).filter(isJson);
    if (series.length < 1 || series.length > 6) check.faults.push(`${path}/chart: 1 to 6 series`);
    if (new Set(series.map(({ name }) => name)).size < series.length) check.faults.push(`${path}/chart: names twice`);
    for (const { name, data } of series) {
      string(name, `${path}/chart/series/name`, check, 20);
      const points = list(data).filter(isJson);
      const labels = points.map(({ label }) => label);
      const isWhole = labels.length === categories.length && categories.every((one) => labels.includes(one));
      if (!isWhole) check.faults.push(`${path}/chart: a series wants one value for each category`);
      if (points.some(({ value }) => !Number.isFinite(value))) check.faults.push(`${path}/chart: a value is no number`);
    }
  },
  rich_text(block, path, check) {
    if (list(block.elements).length === 0) check.faults.push(`${path}/elements: empty`);
  },
};

function element(value: unknown, path: string, check: Check): void {
  if (!isJson(value)) return void check.faults.push(`${path}: not an element`);
  if (typeof value.action_id === "string") {
    if (value.action_id.length > 255) check.faults.push(`${path}/action_id: longer than 255`);
    if (check.actionIds.has(value.action_id)) check.faults.push(`${path}/action_id: ${value.action_id} twice`);
    check.actionIds.add(value.action_id);
  }
  const rule = elementRules[String(value.type)];
  if (rule === undefined) check.faults.push(`${path}: unknown element ${String(value.type)}`);
  else rule(value, path, check);
}

function placeholder(value: Json, path: string, check: Check): void {
  if (value.placeholder !== undefined) text(value.placeholder, `${path}/placeholder`, check, 150, plain);
}

const elementRules: Readonly<Record<string, (value: Json, path: string, check: Check) => void>> = {
  button(value, path, check) {
    text(value.text, `${path}/text`, check, 75, plain);
    if (value.value !== undefined) string(value.value, `${path}/value`, check, 2000);
    if (value.style !== undefined && value.style !== "primary" && value.style !== "danger") {
      check.faults.push(`${path}/style: ${String(value.style)}`);
    }
  },
  static_select(value, path, check) {
    placeholder(value, path, check);
    options(value.options, `${path}/options`, check, 100);
  },
  external_select: placeholder,
  overflow: (value, path, check) => options(value.options, `${path}/options`, check, 5),
  radio_buttons: (value, path, check) => options(value.options, `${path}/options`, check, 10),
  checkboxes: (value, path, check) => options(value.options, `${path}/options`, check, 10),
  plain_text_input: placeholder,
  number_input: placeholder,
  datetimepicker: () => {},
  datepicker: placeholder,
  timepicker: placeholder,
  users_select: placeholder,
  conversations_select: placeholder,
  image: (value, path, check) => string(value.alt_text, `${path}/alt_text`, check, 2000),
};

function options(value: unknown, path: string, check: Check, most: number): void {
  const all = list(value);
  if (all.length < 1 || all.length > most) check.faults.push(`${path}: 1 to ${most}`);
  const values = new Set<unknown>();
  for (const [index, option] of all.entries()) {
    const at = `${path}/${index}`;
    if (!isJson(option)) {
      check.faults.push(`${at}: not an option`);
      continue;
    }
    text(option.text, `${at}/text`, check, 75);
    string(option.value, `${at}/value`, check, 150);
    if (option.description !== undefined) text(option.description, `${at}/description`, check, 75, plain);
    if (values.has(option.value)) check.faults.push(`${at}/value: twice`);
    values.add(option.value);
  }
}

/** Faults of a view for `views.open`, `views.update`, `views.push` and `views.publish`. */
export function checkView(view: unknown): readonly string[] {
  if (!isJson(view)) return ["view: missing"];
  const check: Check = { faults: [], actionIds: new Set() };
  if (view.type === "modal") {
    text(view.title, "title", check, 24, plain);
    if (view.submit !== undefined) text(view.submit, "submit", check, 24, plain);
    if (view.close !== undefined) text(view.close, "close", check, 24, plain);
    const hasInput = list(view.blocks).some((block) => isJson(block) && block.type === "input");
    if (hasInput && view.submit === undefined) check.faults.push("submit: needed where there is an input");
  } else if (view.type !== "home") check.faults.push(`type: ${String(view.type)}`);
  if (typeof view.callback_id === "string" && view.callback_id.length > 255) check.faults.push("callback_id: too long");
  if (typeof view.private_metadata === "string" && view.private_metadata.length > 3000) {
    check.faults.push("private_metadata: longer than 3000");
  }
  return [...check.faults, ...checkBlocks(view.blocks, "view")];
}
