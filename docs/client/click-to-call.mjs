// Calls a number from a telephone of yours, says how it goes, and hangs up when the other side does.
//   OT_URL=https://ot.example.com OT_LOGIN=… OT_PASSWORD=… node docs/client/click-to-call.mjs <device> <number>
// Without these variables it calls Bob from Alice's desk in the simulator: npm run simulator.
import { connect } from '@switchboard-flows/node-red-telephony/client';

const { OT_URL = 'http://127.0.0.1:18080', OT_LOGIN = 'alice', OT_PASSWORD = 'alice-secret' } = process.env;
const [deviceId = '1001', callee = '1002'] = process.argv.slice(2);

const ot = await connect({ url: OT_URL, login: OT_LOGIN, password: OT_PASSWORD });
try {
  const events = ot.events('OnCallCreated', 'OnCallModified', 'OnCallRemoved');
  await ot.listening();
  const { callRef } = await ot.calls.makeCall({ deviceId, callee, autoAnswer: true });
  for await (const event of events) {
    if (event.callRef !== callRef) continue;
    const { state } = ('callData' in event && event.callData) || {};
    process.stdout.write(`${event.eventName} ${state ?? event.cause ?? ''}\n`);
    if (event.eventName === 'OnCallRemoved') break;
  }
} finally {
  await ot.close();
}
