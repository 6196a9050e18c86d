// The recorded provider: one customer of SpherePay under whatever id is asked for, by nginx where it is installed.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OTHER_CORE, tools } from './machine.mjs';
import { answering, start } from './processes.mjs';
import { freePort } from '../support/free-port.mjs';

const FIXTURE = new URL('../contract/fixtures/004-spherepay-customer.wire.json', import.meta.url);
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

function nginxConfiguration(directory, port) {
  const record = JSON.stringify({ ...JSON.parse(readFileSync(FIXTURE, 'utf8')), id: '$1' });
  if (/['\\]|\$(?!1)/.test(record)) throw new Error('the recorded answer has characters that nginx would interpret');
  return `
    daemon off; master_process off; pid ${directory}/pid; error_log ${directory}/error.log;
    events { worker_connections 4096; }
    http {
      access_log off; default_type application/json; keepalive_requests 1000000000; keepalive_timeout 300s;
      ${TEMPORARY.map((name) => `${name}_temp_path ${directory}/${name};`).join(' ')}
      server {
        listen 127.0.0.1:${port} backlog=4096;
        location ~ ^/v2/customer/([A-Za-z0-9_]+)$ { return 200 '${record}'; }
      }
    }`;
}

/** Starts it; gives its address and process. */
export async function startRecordedProvider() {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = tools.nginx ? startNginx(tools.nginx, port) : startNode(port);
  await answering(`${url}/v2/customer/customer_0`, child);
  return { url, child };
}

function startNginx(nginx, port) {
  const directory = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
  const file = join(directory, 'nginx.conf');
  writeFileSync(file, nginxConfiguration(directory, port));
  return start([nginx, '-e', join(directory, 'error.log'), '-c', file], { core: OTHER_CORE });
}

function startNode(port) {
  const program = new URL('upstream.mjs', import.meta.url).pathname;
  return start([process.execPath, program], { core: OTHER_CORE, env: { PORT: `${port}` } });
}
