// Prints what happens to a user's calls and routing, one line of JSON each, until it is told to stop (Ctrl-C).
//   OT_URL=https://ot.example.com OT_LOGIN=… OT_PASSWORD=… node docs/client/print-events.mjs
import { once } from 'node:events';
import { connect } from '@switchboard-flows/node-red-telephony/client';

const { OT_URL = 'http://127.0.0.1:18080', OT_LOGIN = 'bob', OT_PASSWORD = 'bob-secret' } = process.env;
const names = ['OnCallCreated', 'OnCallModified', 'OnCallRemoved', 'OnRoutingStateChanged'];
const print = (told) => process.stdout.write(`${JSON.stringify(told)}\n`);

const ot = await connect({ url: OT_URL, login: OT_LOGIN, password: OT_PASSWORD });
for (const name of names) ot.on(name, print);
// After a lost connection: what the server says now.
ot.on('resync', print);
ot.on('problem', ({ code, message }) => process.stderr.write(`${code}: ${message}\n`));
await ot.listening();
process.stdout.write('listening\n');
await once(process, 'SIGINT');
await ot.close();
