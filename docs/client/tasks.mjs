// Finds somebody by name, calls them, says whom they have on the telephone, and hangs up.
//   OT_URL=https://ot.example.com OT_LOGIN=… OT_PASSWORD=… node docs/client/tasks.mjs <name or number>
// Without these variables Dave calls Bob in the simulator: npm run simulator.
import { connect } from '@switchboard-flows/node-red-telephony/client';

const { OT_URL = 'http://127.0.0.1:18080', OT_LOGIN = 'dave', OT_PASSWORD = 'dave-secret' } = process.env;
const [search = 'Bob'] = process.argv.slice(2);

const { tasks, close } = await connect({ url: OT_URL, login: OT_LOGIN, password: OT_PASSWORD });
try {
  const { name, number = '' } = await tasks.findPerson({ action: 'one', search });
  process.stdout.write(`calling ${name}, ${number}\n`);
  await tasks.call({ action: 'make', number, autoAnswer: true });
  for (const call of await tasks.call({ action: 'list' })) process.stdout.write(`${call.state} ${call.name}\n`);
  await tasks.call({ action: 'hang up' });
} finally {
  await close();
}
