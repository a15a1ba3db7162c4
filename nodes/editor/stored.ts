/** A typed input as a flow stores it. */
export interface Stored {
  readonly type: string;
  readonly value: string;
}

/** Typed inputs by field name, as a flow stores them. */
export type StoredFields = Readonly<Record<string, Stored>>;

/** Whether a value is a typed input as a flow stores it. */
export function isStored(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && 'type' in value && 'value' in value;
}

/** What a node holds of its fields, whoever wrote its flow. */
export function storedFields(value: unknown): StoredFields {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, Stored] => isStored(entry[1])));
}

/** Whether anything is entered: a time stamp needs no more than its type. */
export function isEntered(stored: Stored | undefined): stored is Stored {
  return stored !== undefined && (String(stored.value) !== '' || stored.type === 'date');
}
