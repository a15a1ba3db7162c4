/** Values of an operation by the names of its fields. Absent fields are absent. */
export type Values = Readonly<Record<string, unknown>>;
