/** What is used of Express. */
export interface Request {
  readonly body: unknown;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
}
export interface Response {
  status(code: number): Response;
  set(headers: Readonly<Record<string, string>>): Response;
  append(name: string, value: string): Response;
  json(body: object): void;
  send(body: string): void;
  end(): void;
}
export type Handler = (request: Request, response: Response) => Promise<void>;
export interface Application {
  get(path: string, ...handlers: unknown[]): void;
  post(path: string, ...handlers: unknown[]): void;
  delete(path: string, ...handlers: unknown[]): void;
}
