/** What an admin route says of its refusal, as JSON; nothing where it was no refusal, or says nothing. */
export function reasonIn(failure: unknown): string | undefined {
  const { status, responseText } = failure as Partial<JQuery.jqXHR>;
  if (!status || !responseText) return undefined;
  try {
    return (JSON.parse(responseText) as { readonly message?: string }).message;
  } catch {
    // A part of another answer, or a page of something in between.
    return undefined;
  }
}
