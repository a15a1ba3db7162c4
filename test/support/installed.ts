import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A folder in whose `node_modules` the Node-RED is that is tested; that of the project if there is no such variable. */
const elsewhere = process.env['NODE_RED_INSTALL'];

/** `require` as the code of the tested Node-RED's owner has it: gives `node-red`, and only that one copy. */
export const installed: NodeJS.Require = createRequire(elsewhere ? join(elsewhere, 'package.json') : import.meta.url);

/** `require` as the code of the tested Node-RED itself has it: gives what Node-RED brings along. */
export const ofNodeRed: NodeJS.Require = createRequire(installed.resolve('node-red'));

/** The script that the command `node-red` runs. */
export const nodeRedCommand: string = join(dirname(installed.resolve('node-red')), '..', 'red.js');
