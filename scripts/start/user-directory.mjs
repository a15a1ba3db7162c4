// The Node-RED user directory of `npm start`, with the package in it as `npm install <directory>` would put it there.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fingerprint } from './flows.mjs';

const FLOWS = 'flows.json';
const STATE = 'examples.json';
const SECRET = '.credential-secret';

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function link(project, place) {
  try {
    if (realpathSync(place) === realpathSync(project)) return;
  } catch {
    // Not there, or it points nowhere.
  }
  rmSync(place, { recursive: true, force: true });
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(project, place, 'junction');
}

/** Makes the directory, or finds it as it was left, with the package of `project` linked in. */
export function userDirectory(directory, project) {
  const { name } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  mkdirSync(directory, { recursive: true });
  link(project, join(directory, 'node_modules', ...name.split('/')));
  const manifest = join(directory, 'package.json');
  if (!read(manifest)) {
    const dependencies = { [name]: `file:${relative(directory, project)}` };
    writeFileSync(
      manifest,
      `${JSON.stringify({ name: 'telephony-playground', private: true, dependencies }, null, 2)}\n`,
    );
  }

  const secret = join(directory, SECRET);
  if (!read(secret)) writeFileSync(secret, randomBytes(32).toString('hex'), { mode: 0o600 });

  const file = join(directory, FLOWS);
  const state = join(directory, STATE);
  return {
    settings: { userDir: directory, flowFile: FLOWS, credentialSecret: read(secret) },
    /** Whether these examples are to be deployed; what an older version deployed is put away if it was left alone. */
    wants(examples) {
      const flows = read(file);
      if (flows === undefined) return true;
      const { deployed, saved } = JSON.parse(read(state) ?? '{}');
      if (deployed === fingerprint(JSON.stringify(examples)) || saved !== fingerprint(flows)) return false;
      rmSync(file);
      return true;
    },
    /** Remembers what was deployed and how Node-RED saved it. */
    deployed(examples) {
      const marks = { deployed: fingerprint(JSON.stringify(examples)), saved: fingerprint(read(file) ?? '') };
      writeFileSync(state, `${JSON.stringify(marks)}\n`);
    },
  };
}
