/** One part of a form: a file, or a plain value. */
export interface FormPart {
  readonly name: string;
  readonly filename?: string;
  readonly contentType?: string;
  readonly content: Buffer;
}

/**
 * The parts of a body of type `multipart/form-data`, by name; of parts with the same name the last. RFC 7578.
 * Throws an error that says what is wrong.
 */
export function formIn(contentType: string, body: Buffer): Readonly<Record<string, FormPart>> {
  const [, quoted, plain] = /^multipart\/form-data\b.*;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (!boundary) throw new Error('a form of type multipart/form-data is expected');
  return Object.fromEntries(partsOf(body, `--${boundary}`).map((part) => [part.name, part]));
}

function partsOf(body: Buffer, delimiter: string): FormPart[] {
  const parts: FormPart[] = [];
  // What stands before the first delimiter is of no meaning.
  let start = body.indexOf(delimiter);
  for (;;) {
    if (start < 0) throw new Error('the form is not complete');
    const after = start + delimiter.length;
    if (body.toString('latin1', after, after + 2) === '--') return parts;
    const end = body.indexOf(`\r\n${delimiter}`, after);
    if (end < 0) throw new Error('the form is not complete');
    parts.push(partIn(body.subarray(body.indexOf('\r\n', after) + 2, end)));
    start = end + 2;
  }
}

function partIn(part: Buffer): FormPart {
  const bare = part.indexOf('\r\n') === 0;
  const gap = bare ? 0 : part.indexOf('\r\n\r\n');
  if (gap < 0) throw new Error('a part of the form has no end of its head');
  const head = new Map(
    part
      .toString('utf8', 0, gap)
      .split('\r\n')
      .filter(Boolean)
      .map((line) => /^([^:]+):\s*(.*)$/.exec(line) ?? ['', '', ''])
      .map(([, name = '', value = '']) => [name.toLowerCase(), value] as const),
  );
  const disposition = head.get('content-disposition') ?? '';
  const name = parameter(disposition, 'name');
  if (name === undefined) throw new Error('a part of the form has no name');
  const filename = parameter(disposition, 'filename');
  const contentType = head.get('content-type');
  const content = part.subarray(gap + (bare ? 2 : 4));
  return { name, content, ...(filename !== undefined && { filename }), ...(contentType && { contentType }) };
}

/** Browsers and Node.js percent-encode quotes and line breaks in names, and nothing else. */
function parameter(disposition: string, name: string): string | undefined {
  const [, value] = new RegExp(`;\\s*${name}="([^"]*)"`, 'i').exec(disposition) ?? [];
  return value?.replace(/%22|%0D|%0A/gi, decodeURIComponent);
}
