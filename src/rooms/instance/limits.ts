/**
 * The figures that this server announces to clients and that higher rooms obey. They stand on the lowest floor, so that
 * what is announced and what is done are one number.
 */
export const limits = {
  characters: 500,
  /** What a link counts, however long it is. */
  charactersPerLink: 23,
  attachments: 0,
  pinned: 5,
  displayName: 30,
  note: 500,
  fields: 4,
  fieldName: 255,
  fieldValue: 255,
  pictureBytes: 8 * 1024 * 1024,
} as const;
