/** Slack's published and measured limits, the one place for them; tests hold what we send against this table. */
export const limits = {
  /** An acknowledgement later than this shows the person an error. */
  acknowledgeMs: 3000,
  /** https://docs.slack.dev/reference/block-kit/blocks */
  blocksPerMessage: 50,
  blocksPerView: 100,
  /** Undocumented `msg_blocks_too_long` begins near 13,200; room is left for what Slack adds. */
  charsPerMessage: 12_000,
  textChars: 40_000,
  headerChars: 150,
  sectionChars: 3000,
  fieldsPerSection: 10,
  fieldChars: 2000,
  contextElements: 10,
  actionsElements: 25,
  buttonChars: 75,
  buttonValueChars: 2000,
  placeholderChars: 150,
  optionChars: 75,
  optionValueChars: 150,
  optionsPerSelect: 100,
  completionOptions: 25,
  altChars: 2000,
  blockIdChars: 255,
  actionIdChars: 255,
  tableRows: 100,
  tableColumns: 20,
  tableChars: 10_000,
  /** Slack's reference page says 6 series; others saw 12 taken. */
  chartSeries: 6,
  chartCategories: 20,
  /** Names of series and categories. */
  chartLabelChars: 20,
  /** Title and names of the axes. */
  chartTitleChars: 50,
  viewTitleChars: 24,
  viewLabelChars: 2000,
  privateMetadataChars: 3000,
  /** Ours: longer texts are no requests. */
  formTextChars: 500,
  overflowOptions: 5,
  /** Uses of one response address, and how long it lives. */
  responseUses: 5,
  responseMs: 30 * 60_000,
  /** How far the stamp of a signed request may be off, either way. */
  signatureSkewSeconds: 300,
  requestBytes: 1_000_000,
  suggestedPrompts: 4,
} as const;
