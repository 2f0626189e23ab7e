// The proxies that are measured side by side. One that is not installed is told with the way to get it.

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { matches, type ProxyOrder } from './peers/order.ts'

/** A proxy, ready to be started. */
export interface Contestant {
  readonly name: string
  /** Command line, and the files that it wants written first, by path. */
  prepare(order: ProxyOrder, folder: string, port: number): Prepared
  /** Version, or undefined when it is not installed. */
  version(): string | undefined
  readonly install: string
  /** How many processes share the work; with more than one it shares the other core with load and backend. */
  readonly processes: number
  /** Whether it can be told names and paths; those that send everything to one server have no part in cases about rules. */
  readonly routes: boolean
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
    processes: 1,
    routes: false,
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

/** The edge, with so many worker processes; 0 for none, all in one process. */
const bridgehead = (name: string, workers: number): Contestant => ({
  name,
  version: () => `on Node ${process.versions.node}`,
  install: '',
  processes: Math.max(1, workers),
  routes: true,
  prepare(order, folder, port) {
    const { certificate, key, ca, host, backend, bridged } = order
    const file = join(folder, 'edge.yaml')
    const tls = bridged ? `, tls: { ca: ${JSON.stringify(ca)}, servername: ${host} }` : ''
    return {
      command: [node, join(root, 'bin', 'bridgehead.js'), 'proxy', file, '--drain', '0'],
      files: {
        [file]: `${workers === 0 ? '' : `workers: ${workers}\n`}listeners: [{ address: "127.0.0.1:${port}", tls: { certificates: [{ cert: ${JSON.stringify(certificate)}, key: ${JSON.stringify(key)} }] } }]
farms: { cas: { servers: ["127.0.0.1:${backend}"]${tls} } }
rules:
${matches(order)
  .map(({ host, path }) => `  - { host: ${host}, ${path === undefined ? '' : `path: ${path}, `}farm: cas }`)
  .join('\n')}
`,
      },
      port,
    }
  },
})

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
  processes: 1,
  routes: true,
  prepare(order, folder, port) {
    const { certificate, key, ca, host, backend, bridged } = order
    const names = [...new Set(matches(order).map(({ host }) => host))]
    const paths = [...new Set(matches(order).map(({ path }) => path ?? '/'))]
    const file = join(folder, 'nginx.conf')
    const secure = bridged
      ? `proxy_ssl_verify on; proxy_ssl_trusted_certificate ${ca}; proxy_ssl_name ${host}; proxy_ssl_server_name on;`
      : ''
    return {
      command: ['nginx', '-c', file, '-p', folder, '-g', 'daemon off;'],
      files: {
        [file]: `worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log; user root;
events { worker_connections 19000; }
http { access_log off; client_max_body_size 0; keepalive_requests 100000000;
  client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  upstream cas { server 127.0.0.1:${backend}; keepalive 512; keepalive_requests 100000000; }
  ssl_session_cache shared:s:10m;
  server_names_hash_max_size 65536; server_names_hash_bucket_size 128;
  server { listen 127.0.0.1:${port} ssl; server_name ${names.join(' ')}; ssl_certificate ${certificate}; ssl_certificate_key ${key};
    ${paths
      .map(
        (
          path,
        ) => `location ${path} { proxy_pass ${bridged ? 'https' : 'http'}://cas; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto https; proxy_buffering off; proxy_request_buffering off; ${secure} }`,
      )
      .join('\n    ')} } }
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
  processes: 1,
  routes: true,
  prepare(order, folder, port) {
    const { certificate, key, ca, host, backend, bridged } = order
    const file = join(folder, 'haproxy.cfg')
    const map = join(folder, 'rules.map')
    const secure = bridged ? `ssl verify required ca-file ${ca} sni str(${host}) verifyhost ${host}` : ''
    return {
      command: ['sh', '-c', `cat ${certificate} ${key} > ${folder}/haproxy.pem && exec haproxy -db -f ${file}`],
      files: {
        [map]: matches(order)
          .map(({ host, path = '' }) => `${host}${path} cas\n`)
          .join(''),
        [file]: `global
  nbthread 1
  no strict-limits
  maxconn 19000
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
  ${order.paths === 0 ? 'use_backend %[req.hdr(host),lower' : 'use_backend %[base,lower'},${order.paths === 0 ? 'map_str' : 'map_beg'}(${map},none)]
backend none
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
  processes: 1,
  routes: true,
  prepare(order, folder, port) {
    const { certificate, key, ca, host, backend, bridged } = order
    const file = join(folder, 'Caddyfile')
    const matchers =
      order.paths === 0
        ? [
            [
              'known',
              `host ${matches(order)
                .map(({ host }) => host)
                .join(' ')}`,
            ],
          ]
        : matches(order).map(({ host, path }, index) => [`r${index}`, `host ${host}\n    path ${path}/*`])
    const transport = bridged
      ? `transport http {\n      tls_trusted_ca_certs ${ca}\n      tls_server_name ${host}\n    }`
      : ''
    return {
      command: ['caddy', 'run', '--adapter', 'caddyfile', '--config', file],
      files: {
        [file]: `{
  admin off
  auto_https off
  default_sni ${host}
}
https://:${port} {
  bind 127.0.0.1
  tls ${certificate} ${key}
${matchers.map(([name, match]) => `  @${name} {\n    ${match}\n  }\n  reverse_proxy @${name} ${bridged ? 'https' : 'http'}://127.0.0.1:${backend} {\n    flush_interval -1\n    ${transport}\n  }`).join('\n')}
}
`,
      },
      port,
    }
  },
}

/** All of them; a new one is a line here. */
export const contestants: readonly Contestant[] = [
  bridgehead('bridgehead', 0),
  bridgehead('workers-1', 1),
  bridgehead('workers-2', 2),
  script('pipe', 'pipe.ts'),
  script('http-proxy', 'http-proxy.ts'),
  script('httpxy', 'httpxy.ts'),
  script('undici', 'undici.ts'),
  nginx,
  haproxy,
  caddy,
]
