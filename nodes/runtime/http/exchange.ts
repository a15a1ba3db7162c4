import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { WireResponse } from '../operation/connection.ts';
import { HttpFailure } from './failure.ts';

type Headers = WireResponse['headers'];

/** The head of an answer, and its bytes: all of them, or as they come. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** One request over one socket, from the moment it is handed to undici until its answer is there. */
export abstract class HttpExchange<Body> implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Answer<Body>>;
  /** Whether any of the request may have been written. */
  started = false;
  /** Status, as soon as the head of the answer is there. */
  status: number | undefined;
  protected headers: Headers = {};
  protected controller: Dispatcher.DispatchController | undefined;
  #resolve: (answer: Answer<Body>) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor() {
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    this.started = true;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // What comes before the answer proper says nothing of it.
    if (status < 200) return;
    this.controller = controller;
    this.status = status;
    this.headers = headers as Headers;
    this.onHead();
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#reject(error);
  }

  abstract onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void;
  abstract onResponseEnd(): void;

  /** Ends it, whatever it is doing; a socket that is still being opened is for the caller to end. */
  abort(reason: Error): void {
    this.#reject(reason);
    this.controller?.abort(reason);
  }

  protected abstract onHead(): void;

  protected finish(body: Body): void {
    this.#resolve({ status: this.status ?? 0, headers: this.headers, body });
  }
}

const mebibyte = 1024 * 1024;

/** Bytes of an answer at most: texts are held in memory several times over, files once. */
export function limitFor({ 'content-type': type }: Headers): number {
  const media = String(type ?? '').toLowerCase();
  return (media === '' || isTextual(media) ? 16 : 256) * mebibyte;
}

/** Whether a media type is one of text: JSON, XML, calendars, web pages. */
export function isTextual(media: string): boolean {
  return /^text\/|\bjson\b|\bxml\b|x-www-form-urlencoded/i.test(media);
}

/** What is said of an answer that is longer than the limit. */
export function tooLong(limit: number): HttpFailure {
  const text = `the answer is longer than ${limit / mebibyte} MB and was given up; ask for less`;
  return new HttpFailure({ code: 'ANSWER_TOO_LONG', text, sent: 'yes', lasting: true });
}

/** Reads the whole answer. */
export class WholeExchange extends HttpExchange<Buffer> {
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #limit = 0;

  protected onHead(): void {
    this.#limit = limitFor(this.headers);
    if (Number(this.headers['content-length']) > this.#limit) this.abort(tooLong(this.#limit));
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length > this.#limit) this.abort(tooLong(this.#limit));
  }

  override onResponseError(controller: unknown, error: Error): void {
    // There is no body with these, whatever the server sent behind the head: the answer is whole.
    if (this.status === 204 || this.status === 304) this.finish(Buffer.alloc(0));
    super.onResponseError(controller, error);
  }

  onResponseEnd(): void {
    const [only] = this.#chunks;
    this.finish(this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks, this.#length));
  }
}

/** Hands the answer on as it comes, however long it gets. Whoever destroys the stream ends the socket. */
export class StreamExchange extends HttpExchange<Readable> {
  #body: Readable | undefined;

  protected onHead(): void {
    const { controller } = this;
    this.#body = new Readable({
      read: () => controller?.resume(),
      destroy: (error, done) => {
        controller?.abort(error ?? new Error('the stream was destroyed'));
        done(error);
      },
    });
    this.finish(this.#body);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#body?.push(chunk) === false) controller.pause();
  }

  onResponseEnd(): void {
    this.#body?.push(null);
  }

  override onResponseError(controller: unknown, error: Error): void {
    this.#body?.destroy(error);
    super.onResponseError(controller, error);
  }
}
