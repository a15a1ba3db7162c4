// Lists whom to call back: missed calls that nobody has looked at, and new voice messages, whose audio is written to a folder.
//   OT_URL=https://ot.example.com OT_LOGIN=… OT_PASSWORD=… node docs/client/missed.mjs [folder]
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '@switchboard-flows/node-red-telephony/client';

const { OT_URL = 'http://127.0.0.1:18080', OT_LOGIN = 'bob', OT_PASSWORD = 'bob-secret' } = process.env;
const [folder] = process.argv.slice(2);
const named = (party) => party?.displayName ?? party?.id?.phoneNumber ?? 'unknown';

const ot = await connect({ url: OT_URL, login: OT_LOGIN, password: OT_PASSWORD });
try {
  const missed = await ot.comlog.getComRecords({ unanswered: true, unacknowledged: true }, { list: 'all' });
  for (const { beginDate, participants = [] } of missed) {
    const caller = participants.find(({ role }) => role === 'CALLER') ?? participants.at(-1);
    process.stdout.write(`missed   ${beginDate} ${named(caller?.identity)}\n`);
  }
  const messages = await ot.messaging.getVoicemails({ newOnly: true }, { list: 'all' });
  for (const { voicemailId, date, from, duration } of messages) {
    process.stdout.write(`message  ${date} ${named(from)}, ${duration} s\n`);
    if (!folder) continue;
    // Fetching counts as hearing.
    const { content } = await ot.messaging.getVoicemail({ voicemailId }, { attachment: true });
    await writeFile(join(folder, `${voicemailId}.wav`), content);
  }
} finally {
  await ot.close();
}
