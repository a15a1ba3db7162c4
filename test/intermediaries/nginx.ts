import type { Certificate } from '../support/certificate.ts';
import { type Program, startProgram } from './program.ts';

/** What a web server before the telephone server is told. */
export interface NginxOptions {
  /** Port of the telephone server, which speaks HTTP. */
  readonly target: number;
  readonly tls: Certificate;
  /** Whether it holds answers back until they fill a buffer, as it does by default. */
  readonly buffering: boolean;
}

/** Starts nginx with TLS before a server. */
export function startNginx(command: string, { target, tls, buffering }: NginxOptions): Promise<Program> {
  return startProgram({
    command,
    files: (port, folder) => ({
      'server.pem': tls.cert,
      'server.key': tls.key,
      'nginx.conf': configuration(port, folder, target, buffering),
    }),
    args: (folder) => ['-p', folder, '-e', 'stderr', '-c', `${folder}/nginx.conf`],
  });
}

function configuration(port: number, folder: string, target: number, buffering: boolean): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${folder}/${name};`,
  );
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 256; }
http {
  access_log off;
${temporary.join('\n')}
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${folder}/server.pem;
    ssl_certificate_key ${folder}/server.key;
    location / {
      proxy_pass http://127.0.0.1:${target};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Connection "";
      proxy_read_timeout 1h;
      proxy_buffering ${buffering ? 'on' : 'off'};
    }
  }
}
`;
}
