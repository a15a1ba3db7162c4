import type { IncomingMessage, ServerResponse } from 'node:http';

/** A handler as Express calls it. */
export type ExpressHandler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

interface Router {
  stack: { readonly handle: unknown }[];
}

/** What is used of an Express application. */
export interface Application {
  use(handler: ExpressHandler): unknown;
  /** Where it is mounted, from the server's root on. */
  path(): string;
  /** What it is mounted on. */
  readonly parent?: Application;
  /** Express 4, and its successor. */
  readonly _router?: Router;
  readonly router?: Router;
}

/** The application of the whole server. */
export function rootOf(application: Application): Application {
  return application.parent ? rootOf(application.parent) : application;
}

/** Puts a handler behind all others. */
export function appendTo(application: Application, handler: ExpressHandler): void {
  application.use(handler);
}

/** Puts a handler before all others. Express has no word for that. */
export function prependTo(application: Application, handler: ExpressHandler): void {
  application.use(handler);
  const stack = stackOf(application);
  const index = stack.findIndex(({ handle }) => handle === handler);
  stack.unshift(...stack.splice(index, 1));
}

/** Takes a handler out again. */
export function removeFrom(application: Application, handler: ExpressHandler): void {
  const stack = stackOf(application);
  const index = stack.findIndex(({ handle }) => handle === handler);
  if (index >= 0) stack.splice(index, 1);
}

function stackOf(application: Application): { readonly handle: unknown }[] {
  // Express 4 complains when it is asked for the other one.
  return (application._router ?? application.router)?.stack ?? [];
}
