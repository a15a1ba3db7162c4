import assert from 'node:assert/strict';
import { account, operation, type TypedValue, tab } from './flow.ts';
import { type FlowNode, type Message, type NodeRed, startNodeRed } from './node-red.ts';
import { type Recorder, startRecorder } from './recorder.ts';

/** An error as a Catch node passes it on. */
export interface Caught {
  readonly message: string;
  readonly code: string;
  readonly cause: Readonly<Record<string, unknown>>;
  readonly source: { readonly id: string; readonly type: string };
}

export interface NodeSettings {
  readonly fields?: Readonly<Record<string, TypedValue>>;
  /** Properties of the operation node. */
  readonly node?: Readonly<Record<string, unknown>>;
  /** Properties of the account. */
  readonly account?: Readonly<Record<string, unknown>>;
  /** More nodes of the same tab. */
  readonly beside?: readonly FlowNode[];
}

/** A real Node-RED before a recording server. */
export interface Bench {
  readonly red: NodeRed;
  readonly recorder: Recorder;
  /** Deploys one operation node, freshly with its account. */
  place(type: string, settings?: NodeSettings): Promise<void>;
  /** Sends a message through the placed node; fails if it ends as an error. */
  through(message?: Message): Promise<Message>;
  /** Sends a message into the placed node; fails if it does not end as an error or if a message leaves all the same. */
  refused(message?: Message): Promise<{ readonly error: Caught; readonly message: Message }>;
  stop(): Promise<void>;
}

export async function startBench(): Promise<Bench> {
  const recorder = await startRecorder();
  const red = await startNodeRed();

  const send = (message: Message) => {
    red.inject('operation', message);
    return red.nextOf(['out', 'errors']);
  };

  return {
    red,
    recorder,
    async place(type, { fields, node, account: accountProperties, beside = [] } = {}) {
      // The server tells of no events.
      const properties = { waitForResult: false, ...node };
      await red.deploy(tab(account(recorder.url, accountProperties), operation(type, fields, properties), ...beside));
      recorder.requests.length = 0;
      recorder.answer(() => undefined);
    },
    async through(message = {}) {
      const { sink, message: arrived } = await send(message);
      assert.equal(sink, 'out', `it ended as an error: ${JSON.stringify(arrived['error'])}`);
      return arrived;
    },
    async refused(message = {}) {
      const { sink, message: arrived } = await send(message);
      assert.equal(sink, 'errors', `it did not end as an error: ${JSON.stringify(arrived)}`);
      assert.deepEqual(red.waiting('out'), [], 'a message left all the same');
      return { error: arrived['error'] as Caught, message: arrived };
    },
    async stop() {
      await red.stop();
      await recorder.stop();
    },
  };
}
