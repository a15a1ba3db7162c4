import type { ProxyLogin } from '../support/proxy.ts';
import { type Program, startProgram } from './program.ts';

/** Starts tinyproxy, for those who know the password. */
export function startTinyproxy(command: string, { username, password }: ProxyLogin): Promise<Program> {
  return startProgram({
    command,
    files: (port, folder) => ({
      'tinyproxy.conf': `Port ${port}
Listen 127.0.0.1
Timeout 600
MaxClients 100
PidFile "${folder}/tinyproxy.pid"
LogFile "${folder}/tinyproxy.log"
LogLevel Error
Allow 127.0.0.1
BasicAuth ${username} ${password}
`,
    }),
    args: (folder) => ['-d', '-c', `${folder}/tinyproxy.conf`],
  });
}

/** Starts squid, for those who know the password. */
export function startSquid(command: string, { username, password }: ProxyLogin): Promise<Program> {
  return startProgram({
    command,
    files: (port, folder) => ({
      'ask.sh': `#!/bin/sh
while read -r name secret; do
  if [ "$name $secret" = "${username} ${password}" ]; then echo OK; else echo ERR; fi
done
`,
      'squid.conf': `http_port 127.0.0.1:${port}
pid_filename ${folder}/squid.pid
cache_log ${folder}/cache.log
access_log none
coredump_dir ${folder}
cache deny all
cache_mem 8 MB
memory_cache_shared off
max_filedescriptors 1024
shutdown_lifetime 0 seconds
auth_param basic program ${folder}/ask.sh
auth_param basic children 1
auth_param basic realm proxy
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
`,
    }),
    args: (folder) => ['-N', '-f', `${folder}/squid.conf`],
  });
}
