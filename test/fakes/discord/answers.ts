/** An HTTP answer of the fake. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal in Discord's own form. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(status: number, code: number, message: string, errors?: object) {
    super(message);
    this.name = "Refusal";
    this.answer = { status, body: { message, code, ...(errors === undefined ? {} : { errors }) } };
  }
}

export const refusals = {
  unauthorized: () => new Refusal(401, 0, "401: Unauthorized"),
  unknownRoute: () => new Refusal(404, 0, "404: Not Found"),
  unknownChannel: () => new Refusal(404, 10_003, "Unknown Channel"),
  unknownMember: () => new Refusal(404, 10_007, "Unknown Member"),
  unknownMessage: () => new Refusal(404, 10_008, "Unknown Message"),
  unknownUser: () => new Refusal(404, 10_013, "Unknown User"),
  unknownWebhook: () => new Refusal(404, 10_015, "Unknown Webhook"),
  unknownInteraction: () => new Refusal(404, 10_062, "Unknown interaction"),
  unknownCommand: () => new Refusal(404, 10_063, "Unknown application command"),
  tooManyCreates: () =>
    new Refusal(400, 30_034, "Max number of daily application command creates has been reached (200)"),
  tooManyCommands: () => new Refusal(400, 30_032, "Maximum number of application commands reached (100)"),
  alreadyAcknowledged: () => new Refusal(400, 40_060, "Interaction has already been acknowledged."),
  tooManyFollowUps: () =>
    new Refusal(400, 40_094, "This interaction has reached its maximum number of follow-up messages"),
  missingAccess: () => new Refusal(403, 50_001, "Missing Access"),
  notOwnMessage: () => new Refusal(403, 50_005, "Cannot edit a message authored by another user"),
  emptyMessage: () => new Refusal(400, 50_006, "Cannot send an empty message"),
  directClosed: () => new Refusal(403, 50_007, "Cannot send messages to this user"),
  missingPermissions: () => new Refusal(403, 50_013, "Missing Permissions"),
  invalidWebhookToken: () => new Refusal(401, 50_027, "Invalid Webhook Token"),
  invalidForm: (faults: readonly string[]) =>
    new Refusal(400, 50_035, "Invalid Form Body", { _errors: faults.map((message) => ({ code: "INVALID", message })) }),
};
