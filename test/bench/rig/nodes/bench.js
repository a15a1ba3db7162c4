// Nodes of the bench, inside the Node-RED that is measured: they send, count and read the clock there, so that nothing
// but the nodes between them is measured. Plain JavaScript, for that Node-RED has no loader.
const { Session } = require('node:inspector');
const http = require('node:http');
const v8 = require('node:v8');
const vm = require('node:vm');

const milliseconds = () => Number(process.hrtime.bigint()) / 1e6;

module.exports = (RED) => {
  /** Counters by the id of their sink. */
  const counters = new Map();
  const drivers = new Map();
  let session;
  // How often flows have started: a deploy is answered before its nodes are there.
  let starts = 0;
  RED.events.on('flows:started', () => {
    starts += 1;
  });

  const counterOf = (id) => {
    if (!counters.has(id)) counters.set(id, { count: 0, expected: 0, first: 0, last: 0, delays: [], done: undefined });
    return counters.get(id);
  };
  const arrived = (counter, payload) => {
    const now = milliseconds();
    if (counter.count === 0) counter.first = now;
    counter.last = now;
    counter.count += 1;
    if (payload?.sentAt) counter.delays.push(now - payload.sentAt);
    if (counter.count === counter.expected) counter.done?.();
  };

  RED.nodes.registerType('bench-sink', function (config) {
    RED.nodes.createNode(this, config);
    const counter = counterOf(config.counter ?? this.id);
    this.on('input', (message, _send, done) => {
      // What a node sends at its start is no event.
      if (message.topic !== 'resync') arrived(counter, message.payload);
      drivers.get(config.driver)?.();
      done();
    });
  });

  // Splits and parses lines of an answer, and does nothing else: what every event source has to do at least.
  RED.nodes.registerType('bench-plain', function (config) {
    RED.nodes.createNode(this, config);
    let rest = '';
    const request = http.get(config.url, (response) => {
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop();
        for (const line of lines) {
          if (line.trim() === '') continue;
          const payload = JSON.parse(line);
          if (payload.sequence !== undefined) this.send({ topic: payload.eventName, payload });
        }
      });
    });
    request.on('error', () => undefined);
    this.on('close', () => request.destroy());
  });

  // Keeps so many messages under way until all have come out at its sink, or does the same by undici alone.
  RED.nodes.registerType('bench-driver', function (config) {
    RED.nodes.createNode(this, config);
    drivers.set(this.id, () => this.next?.());
    this.on('close', () => drivers.delete(this.id));
  });

  async function drive({ id, count, parallel, url, headers }) {
    const started = milliseconds();
    let sent = 0;
    if (url) {
      const { Pool } = require(require.resolve('undici', { paths: [process.env.BENCH_ROOT] }));
      const pool = new Pool(new URL(url).origin, { connections: Math.min(parallel, 64) });
      const worker = async () => {
        while (sent < count) {
          sent += 1;
          const { body } = await pool.request({ method: 'GET', path: new URL(url).pathname, headers });
          JSON.parse(await body.text());
        }
      };
      await Promise.all(Array.from({ length: parallel }, worker));
      await pool.close();
    } else {
      const node = RED.nodes.getNode(id);
      let done = 0;
      await new Promise((resolve) => {
        const send = () => {
          if (sent >= count) return;
          sent += 1;
          node.send({ payload: {}, headers });
        };
        node.next = () => {
          done += 1;
          if (done === count) resolve();
          else send();
        };
        for (let turn = 0; turn < parallel; turn += 1) send();
      });
      node.next = undefined;
    }
    return { rate: (count * 1000) / (milliseconds() - started) };
  }

  function heap() {
    v8.setFlagsFromString('--expose-gc');
    const collect = vm.runInNewContext('gc');
    for (let round = 0; round < 3; round += 1) collect();
    return process.memoryUsage().heapUsed;
  }

  const post = (method, params) =>
    new Promise((resolve, reject) =>
      session.post(method, params, (error, result) => (error ? reject(error) : resolve(result))),
    );

  const actions = {
    drive,
    heap: async () => ({ bytes: heap() }),
    expect: async ({ sink, count }) => {
      const counter = counterOf(sink);
      Object.assign(counter, { count: 0, expected: count, delays: [], done: undefined });
      return {};
    },
    // Answers when all expected messages have come.
    wait: async ({ sink }) => {
      const counter = counterOf(sink);
      if (counter.count < counter.expected) await new Promise((resolve) => Object.assign(counter, { done: resolve }));
      const { count, first, last, delays } = counter;
      const sorted = delays.toSorted((a, b) => a - b);
      const p99 = sorted[Math.floor(sorted.length * 0.99)];
      return { count, rate: ((count - 1) * 1000) / (last - first), first, last, p99 };
    },
    profile: async () => {
      session = new Session();
      session.connect();
      await post('Profiler.enable');
      await post('Profiler.start');
      return {};
    },
    profiled: async () => {
      const { profile } = await post('Profiler.stop');
      session.disconnect();
      return profile;
    },
    starts: async () => ({ starts }),
  };
  RED.httpNode.get('/bench/:action', async (request, response) => {
    try {
      response.json(await actions[request.params.action](JSON.parse(request.query.with ?? '{}')));
    } catch (error) {
      response.status(500).json({ error: String(error.stack ?? error) });
    }
  });
};
