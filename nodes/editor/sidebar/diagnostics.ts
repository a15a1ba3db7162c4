import type { AccountRow, ErrorRow, Overview } from '../../runtime/overview/shapes.ts';

/**
 * What helps whoever is asked for help, as plain text in English: versions, accounts, counts, last errors. Of addresses only the
 * server is told, of calls only how many there are.
 */
export function diagnosticsOf({ versions, accounts, callCount, followed, errors }: Overview, now = new Date()): string {
  const calls = followed ? String(callCount) : 'no node follows calls';
  return [
    `Telephony nodes ${versions.package}, Node-RED ${versions.nodeRed}, Node.js ${versions.node}, ${versions.platform}`,
    `Taken at ${now.toISOString()}`,
    '',
    `Accounts: ${accounts.length}`,
    ...accounts.flatMap(accountLines),
    '',
    `Calls: ${calls}`,
    '',
    `Last errors: ${errors.length}`,
    ...errors.map(errorLine),
    '',
  ].join('\n');
}

function accountLines(account: AccountRow): string[] {
  const { id, type, name, address, kind, nodes, problem, since, lastHeard, nextTry, lastEvent, lastFailure } = account;
  const { sources, counts } = account;
  const called = [name && `"${name}"`, address && withoutPath(address)].filter(Boolean).join(' ');
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['since', since],
    ['last heard', lastHeard],
    ['last event', lastEvent && `${lastEvent.at} ${lastEvent.topic}`],
    ['next try', nextTry],
    ['nodes', String(nodes)],
    ['event sources', `${sources.well} of ${sources.all} connected`],
    ...Object.entries(counts).map(([counted, count]) => [counted, String(count)] as const),
  ];
  const told = facts.filter(([, value]) => value).map(([what, value]) => `${what} ${value}`);
  return [
    `- ${type} ${id} ${called}: ${kind}`,
    `  ${told.join('; ')}`,
    ...(problem ? [`  problem: ${withoutPath(problem)}`] : []),
    ...(lastFailure ? [`  last failure ${lastFailure.at}: ${withoutPath(lastFailure.text)}`] : []),
  ];
}

function errorLine({ at, type, node, name, code, text, times }: ErrorRow): string {
  const often = times > 1 ? ` (${times} times)` : '';
  return `- ${at}${often} ${type} ${node}${name ? ` "${name}"` : ''} ${code}: ${withoutPath(text)}`;
}

/** Whatever is behind the name of a server may lead into a session: an address to poll, a notification's own address. */
function withoutPath(text: string): string {
  return text.replace(/\b(\w+:\/\/[^\s/?#)]+)[/?#][^\s)]*?(?=[.,:;]*(?:[\s)]|$))/g, '$1/…');
}
