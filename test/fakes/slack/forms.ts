import type { FakeDelivery, FakeSlack } from "./fake-slack.ts";
import type { FakeView } from "./state.ts";

/** What people do with a form: fill in, send off, close, type into a select. */

interface Input {
  readonly type: string;
  readonly action_id: string;
  readonly initial_value?: string;
  readonly initial_option?: Option;
  readonly options?: readonly Option[];
}

export interface Option {
  readonly text: { readonly text: string };
  readonly value: string;
}

interface Field {
  readonly type: string;
  readonly block_id: string;
  readonly optional?: boolean;
  readonly label: { readonly text: string };
  readonly element: Input;
}

/** The fields of a form, in order. */
export function fieldsOf(view: FakeView): readonly Field[] {
  const blocks = view.view.blocks as readonly Field[];
  return blocks.filter((block) => block.type === "input");
}

/** What one field holds: what is filled in now, else what it was opened with. */
function stateOf({ element }: Field, filled: string | Option | undefined): Readonly<Record<string, unknown>> {
  const { type } = element;
  if (type.endsWith("_select")) {
    const option = typeof filled === "string" ? element.options?.find((one) => one.value === filled) : filled;
    return { type, selected_option: option ?? element.initial_option ?? null };
  }
  return { type, value: filled ?? element.initial_value ?? null };
}

function payloadOf(view: FakeView, filled: Readonly<Record<string, string | Option>>) {
  const values = fieldsOf(view).map((field) => [
    field.block_id,
    { [field.element.action_id]: stateOf(field, filled[field.block_id]) },
  ]);
  return { ...view.view, id: view.id, hash: view.hash, state: { values: Object.fromEntries(values) } };
}

/** Sends a form off. Errors keep it open, as in Slack; otherwise it is closed. */
export async function submitForm(
  fake: FakeSlack,
  view: FakeView,
  filled: Readonly<Record<string, string | Option>>,
  user: string,
): Promise<{ readonly delivery: FakeDelivery; readonly errors: Readonly<Record<string, string>> | undefined }> {
  const delivery = await fake.deliver(fake.payloads.submission(payloadOf(view, filled), user));
  const answer = (await delivery.acknowledged) as
    | { readonly response_action?: string; readonly errors?: Readonly<Record<string, string>> }
    | undefined;
  if (answer?.response_action !== "errors") {
    fake.state.views.delete(view.id);
    return { delivery, errors: undefined };
  }
  const known = new Set(fieldsOf(view).map((field) => field.block_id));
  const strange = Object.keys(answer.errors ?? {}).find((block) => !known.has(block));
  if (strange !== undefined) throw new Error(`error for a field that is not there: ${strange}`);
  return { delivery, errors: answer.errors };
}

/** Closes a form without sending it off; Slack tells only where the form asked for it. */
export async function closeForm(fake: FakeSlack, view: FakeView, user: string): Promise<void> {
  fake.state.views.delete(view.id);
  if (view.view.notify_on_close !== true) return;
  const { payload, ...outgoing } = fake.payloads.submission(payloadOf(view, {}), user);
  const { trigger_id: _, ...closed } = payload;
  const delivery = await fake.deliver({ ...outgoing, payload: { ...closed, type: "view_closed", is_cleared: false } });
  await delivery.acknowledged;
}

/** Types into a select that asks the bot for its options. */
export async function typeAhead(
  fake: FakeSlack,
  where: { readonly actionId: string; readonly view?: FakeView; readonly channel?: string },
  typed: string,
  user: string,
): Promise<readonly Option[]> {
  const delivery = await fake.deliver(fake.payloads.suggestion(where, typed, user));
  const answer = (await delivery.acknowledged) as { readonly options?: readonly Option[] } | undefined;
  const options = answer?.options ?? [];
  if (options.length > 100) throw new Error("more than 100 options");
  for (const { text, value } of options) {
    if (text.text === "" || text.text.length > 75 || value === "" || value.length > 150) throw new Error("bad option");
  }
  return options;
}
