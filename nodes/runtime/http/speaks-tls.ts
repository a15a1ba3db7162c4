import { connect } from 'node:tls';

/** Milliseconds that a handshake may take. */
const patience = 5000;

/** Whether TLS is spoken at an address, whatever its certificate is worth. Sends nothing else; never rejects. */
export function speaksTls({ hostname, port }: URL): Promise<boolean> {
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port || 80), rejectUnauthorized: false });
    const end = (spoken: boolean) => {
      socket.destroy();
      resolve(spoken);
    };
    socket.setTimeout(patience, () => end(false));
    socket.once('secureConnect', () => end(true));
    socket.on('error', () => end(false));
  });
}
