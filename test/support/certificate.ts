import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** A certificate and its key as PEM texts. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** One element of DER: tag, length, contents. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...contents: readonly Buffer[]) => der(0x30, ...contents);
const set = (...contents: readonly Buffer[]) => der(0x31, ...contents);
const integer = (value: number) => der(0x02, Buffer.from([value]));
const octets = (content: Buffer) => der(0x04, content);
const bits = (content: Buffer) => der(0x03, Buffer.from([0]), content);
const truth = () => der(0x01, Buffer.from([0xff]));
const text = (value: string) => der(0x0c, Buffer.from(value));
const time = (date: Date) => der(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]|\.\d+/g, '')}`));
const identifier = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));

const commonName = identifier('550403');
const basicConstraints = identifier('551d13');
const subjectAltName = identifier('551d11');
const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'));

const day = 24 * 60 * 60 * 1000;
const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const nameOf = (person: string) => sequence(set(sequence(commonName, text(person))));
const pem = (kind: string, content: Buffer) =>
  `-----BEGIN ${kind}-----\n${content.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${kind}-----\n`;

/** Whom a certificate is for, and until when; for 127.0.0.1 and localhost, and for a day, unless said otherwise. */
export interface Subject {
  readonly hosts?: readonly string[];
  /** Days from now until it ends; negative: it has ended. */
  readonly days?: number;
}

/** Somebody who vouches for certificates. */
export interface Authority {
  /** Its own certificate, as a PEM text. */
  readonly cert: string;
  issue(subject?: Subject): Certificate;
}

interface Signing {
  readonly issuer: Buffer;
  readonly privateKey: KeyObject;
}

let serial = 1;

/** A certificate as RFC 5280 has it. */
function certificate(
  { issuer, privateKey }: Signing,
  [subject, publicKey]: readonly [Buffer, KeyObject],
  { hosts = ['127.0.0.1', 'localhost'], days = 1 }: Subject,
  isAuthority: boolean,
): string {
  const names = hosts.map((host) =>
    isIP(host) === 4 ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host)),
  );
  const extensions = sequence(
    ...(isAuthority ? [sequence(basicConstraints, truth(), octets(sequence(truth())))] : []),
    ...(names.length > 0 ? [sequence(subjectAltName, octets(sequence(...names)))] : []),
  );
  serial += 1;
  const body = sequence(
    der(0xa0, integer(2)),
    integer(serial % 128),
    ecdsaWithSha256,
    issuer,
    sequence(time(new Date(Date.now() - 10 * day)), time(new Date(Date.now() + days * day))),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  return pem('CERTIFICATE', sequence(body, ecdsaWithSha256, bits(sign('sha256', body, privateKey))));
}

const keyText = (privateKey: KeyObject) => privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** An authority of the test's own, as companies have them. */
export function privateAuthority(): Authority {
  const { publicKey, privateKey } = keyPair();
  serial += 1;
  const issuer = nameOf(`authority ${serial} of the tests`);
  return {
    cert: certificate({ issuer, privateKey }, [issuer, publicKey], { hosts: [] }, true),
    issue(subject = {}) {
      const own = keyPair();
      const name = nameOf(`server ${serial} of the tests`);
      const cert = certificate({ issuer, privateKey }, [name, own.publicKey], subject, false);
      return { cert, key: keyText(own.privateKey) };
    },
  };
}

/** A certificate for 127.0.0.1 and localhost that nobody but itself vouches for, valid for a day. */
export function selfSigned(): Certificate {
  const { publicKey, privateKey } = keyPair();
  const issuer = nameOf('simulator of the tests');
  return { cert: certificate({ issuer, privateKey }, [issuer, publicKey], {}, true), key: keyText(privateKey) };
}
