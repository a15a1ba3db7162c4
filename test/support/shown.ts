import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { NodeRed } from './node-red.ts';
import { type Completion, runtime } from './runtime.ts';

/** Everything that Node-RED showed to anybody, as text, with where it was shown. */
export class Shown {
  readonly entries: { readonly where: string; readonly text: string }[] = [];

  show(where: string, what: unknown): void {
    const options = { depth: 20, maxArrayLength: null, maxStringLength: null, breakLength: Number.POSITIVE_INFINITY };
    this.entries.push({ where, text: typeof what === 'string' ? what : inspect(what, options) });
  }

  /** Settings of a Node-RED that logs all there is. */
  get logging(): object {
    const handler = () => (entry: unknown) => this.show('the log', entry);
    return {
      console: { level: 'trace', metrics: true, audit: true },
      memory: { level: 'trace', metrics: true, audit: true, handler },
    };
  }

  /** Listens to the Node-RED of this process. */
  listen(): void {
    const { events: bus, hooks } = runtime();
    bus.on('node-status', (status) => this.show('a status', status));
    bus.on('runtime-event', (event) => this.show('a notification of the editor', event));
    bus.on('comms', (event) => this.show('the debug sidebar', event));
    hooks.add('onSend.secrets', (sent: { source: { id: string }; msg: unknown }[]) => {
      for (const { source, msg } of sent) this.show(`a message of ${source.id}`, msg);
    });
    hooks.add('onReceive.secrets', ({ destination, msg }: { destination: { id: string }; msg: unknown }) =>
      this.show(`a message to ${destination.id}`, msg),
    );
    hooks.add('onComplete.secrets', ({ node, msg, error }: Completion) => {
      this.show(`the end of a message in ${node.id}`, msg);
      if (error) this.show(`an error of ${node.id}`, error);
    });
  }

  /** Asks for what the editor asks for, and reads the files of the user directory. */
  async look(red: NodeRed, pages: readonly string[]): Promise<void> {
    for (const page of ['flows', 'nodes/messages?lng=en-US', 'nodes', 'settings', 'context/global', ...pages]) {
      const answer = await fetch(`${red.url}/${page}`, { headers: { Accept: 'application/json' } });
      if (answer.status !== 200) throw new Error(`${page}: ${answer.status}`);
      this.show(`GET /${page}`, await answer.text());
    }
    for (const entry of readdirSync(red.userDir, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      if (entry.isFile() && !path.includes('node_modules')) {
        this.show(`the file ${entry.name}`, readFileSync(path, 'utf8'));
      }
    }
  }

  stop(): void {
    runtime().hooks.remove('*.secrets');
  }
}
