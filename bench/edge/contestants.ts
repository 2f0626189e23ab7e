// The proxies that are measured side by side. One that is not installed is told with the way to get it.

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { ProxyOrder } from './peers/order.ts'

/** A proxy, ready to be started. */
export interface Contestant {
  readonly name: string
  /** Command line, and the files that it wants written first, by path. */
  prepare(order: ProxyOrder, folder: string, port: number): Prepared
  /** Version, or undefined when it is not installed. */
  version(): string | undefined
  readonly install: string
}

export interface Prepared {
  readonly command: readonly string[]
  readonly files: Readonly<Record<string, string>>
  /** The port that it listens on; undefined when it says so itself. */
  readonly port: number | undefined
}

const node = process.execPath
const root = join(import.meta.dirname, '..', '..')

function script(name: string, file: string): Contestant {
  return {
    name,
    version: () => `on Node ${process.versions.node}`,
    install: '',
    prepare: (order) => ({
      command: [node, join(import.meta.dirname, 'peers', file), JSON.stringify(order)],
      files: {},
      port: undefined,
    }),
  }
}

/** What a program says of its version, undefined when there is none such. */
function versionOf(command: string, args: readonly string[], pattern: RegExp): string | undefined {
  try {
    const text = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    return pattern.exec(text)?.[1]
  } catch {
    return undefined
  }
}

const bridgehead: Contestant = {
  name: 'bridgehead',
  version: () => `on Node ${process.versions.node}`,
  install: '',
  prepare({ certificate, key, ca, host, backend, bridged }, folder, port) {
    const file = join(folder, 'edge.yaml')
    const tls = bridged ? `, tls: { ca: ${JSON.stringify(ca)}, servername: ${host} }` : ''
    return {
      command: [node, join(root, 'bin', 'bridgehead.js'), 'proxy', file, '--drain', '0'],
      files: {
        [file]: `listeners: [{ address: "127.0.0.1:${port}", tls: { certificates: [{ cert: ${JSON.stringify(certificate)}, key: ${JSON.stringify(key)} }] } }]
farms: { cas: { servers: ["127.0.0.1:${backend}"]${tls} } }
rules: [{ host: ${host}, farm: cas }]
`,
      },
      port,
    }
  },
}

const nginx: Contestant = {
  name: 'nginx',
  version: () => {
    try {
      execFileSync('nginx', ['-t', '-c', '/nonexistent'], { stdio: 'ignore' })
    } catch (error) {
      if (Reflect.get(error as object, 'code') === 'ENOENT') return undefined
    }
    // It says so on stderr.
    return versionOf('sh', ['-c', 'nginx -v 2>&1'], /nginx\/(\S+)/)
  },
  install: 'apt-get install nginx',
  prepare({ certificate, key, ca, host, backend, bridged }, folder, port) {
    const file = join(folder, 'nginx.conf')
    const secure = bridged
      ? `proxy_ssl_verify on; proxy_ssl_trusted_certificate ${ca}; proxy_ssl_name ${host}; proxy_ssl_server_name on;`
      : ''
    return {
      command: ['nginx', '-c', file, '-p', folder, '-g', 'daemon off;'],
      files: {
        [file]: `worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log; user root;
events { worker_connections 9000; }
http { access_log off; client_max_body_size 0; keepalive_requests 100000000;
  client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  upstream cas { server 127.0.0.1:${backend}; keepalive 512; keepalive_requests 100000000; }
  ssl_session_cache shared:s:10m;
  server { listen 127.0.0.1:${port} ssl; server_name ${host}; ssl_certificate ${certificate}; ssl_certificate_key ${key};
    location / { proxy_pass ${bridged ? 'https' : 'http'}://cas; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto https; proxy_buffering off; proxy_request_buffering off; ${secure} } } }
`,
      },
      port,
    }
  },
}

const haproxy: Contestant = {
  name: 'haproxy',
  version: () => versionOf('haproxy', ['-v'], /version (\S+)/),
  install: 'apt-get install haproxy',
  prepare({ certificate, key, ca, host, backend, bridged }, folder, port) {
    const file = join(folder, 'haproxy.cfg')
    const secure = bridged ? `ssl verify required ca-file ${ca} sni str(${host}) verifyhost ${host}` : ''
    return {
      command: ['sh', '-c', `cat ${certificate} ${key} > ${folder}/haproxy.pem && exec haproxy -db -f ${file}`],
      files: {
        [file]: `global
  nbthread 1
  maxconn 9000
defaults
  mode http
  timeout connect 5s
  timeout client 1h
  timeout server 1h
  option forwardfor
  http-reuse always
frontend in
  bind 127.0.0.1:${port} ssl crt ${folder}/haproxy.pem
  http-request set-header X-Forwarded-Proto https
  default_backend cas
backend cas
  server cas1 127.0.0.1:${backend} ${secure}
`,
      },
      port,
    }
  },
}

const caddy: Contestant = {
  name: 'caddy',
  version: () => versionOf('caddy', ['version'], /v?(\d\S*)/),
  install: 'apt-get install caddy',
  prepare({ certificate, key, ca, host, backend, bridged }, folder, port) {
    const file = join(folder, 'Caddyfile')
    const transport = bridged
      ? `transport http {\n      tls_trusted_ca_certs ${ca}\n      tls_server_name ${host}\n    }`
      : ''
    return {
      command: ['caddy', 'run', '--adapter', 'caddyfile', '--config', file],
      files: {
        [file]: `{
  admin off
  auto_https off
}
https://${host}:${port} {
  bind 127.0.0.1
  tls ${certificate} ${key}
  reverse_proxy ${bridged ? 'https' : 'http'}://127.0.0.1:${backend} {
    flush_interval -1
    ${transport}
  }
}
`,
      },
      port,
    }
  },
}

/** All of them; a new one is a line here. */
export const contestants: readonly Contestant[] = [
  bridgehead,
  script('pipe', 'pipe.ts'),
  script('http-proxy', 'http-proxy.ts'),
  script('httpxy', 'httpxy.ts'),
  script('undici', 'undici.ts'),
  nginx,
  haproxy,
  caddy,
]
