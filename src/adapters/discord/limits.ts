/**
 * Discord's numbers, in one place; the fake Discord of the tests refuses what passes them.
 * https://docs.discord.com/developers/resources/message
 */
export const limits = {
  /** Before this the first answer must be there, or its token is dead. */
  callbackMs: 3_000,
  /** How long follow-ups and edits by the interaction's token work. */
  tokenMs: 15 * 60_000,
  embedTitle: 256,
  embedDescription: 4_096,
  embedFields: 25,
  fieldName: 256,
  fieldValue: 1_024,
  embeds: 10,
  /** All text of all embeds of one message. */
  embedText: 6_000,
  rows: 5,
  buttonsInRow: 5,
  buttonLabel: 80,
  customId: 100,
  selectOptions: 25,
  optionLabel: 100,
  optionDescription: 100,
  placeholder: 150,
  altText: 1_024,
  fileBytes: 10 * 1_048_576,
  completions: 25,
  completionName: 100,
  completionValue: 100,
  commandName: 32,
  commandDescription: 100,
  commandOptions: 25,
  commandChoices: 25,
  /** Names, descriptions and values of one command, all its options and one locale. */
  commandText: 8_000,
  chatInputCommands: 100,
  formTitle: 45,
  formFields: 5,
  formLabel: 45,
  formDescription: 100,
  fewestRadios: 2,
  mostRadios: 10,
  /** Our own: no value is longer. */
  formText: 300,
  nonce: 25,
} as const;

/** Our own taste: characters that fit beside each other in a code block on a phone. */
export const tableWidth = 40;
/** Buttons show about this much of their label; longer choices go into a select. */
export const buttonWidth = 38;
