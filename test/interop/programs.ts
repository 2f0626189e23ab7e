// Programs that were not written for this project, and why tests with one are skipped where it is missing.

import { execFile, spawnSync } from 'node:child_process'

/** Debian's Python, which has the packages of the archive; another one on the PATH may not. */
const python = '/usr/bin/python3'

/** False, or the reason to skip. */
export function without(program: 'curl' | 'nmap'): string | false {
  return spawnSync(program, ['--version']).status === 0 ? false : `${program} is not installed`
}

/** As `without`, for curl with Negotiate and a GSS mechanism for NTLM behind it. */
export function withoutGssNtlm(): string | false {
  const { stdout } = spawnSync('curl', ['--version'], { encoding: 'utf8' })
  if (!/\bGSS-API\b/.test(stdout ?? '')) return 'curl is not installed, or has no GSS-API'
  const mechanisms = spawnSync('sh', ['-c', 'cat /etc/gss/mech.d/*ntlm* /usr/etc/gss/mech.d/*ntlm*'])
  return mechanisms.stdout.length > 0 ? false : 'gss-ntlmssp is not installed'
}

/** As `without`, for swaks with the Perl modules that TLS and NTLM need. */
export function withoutSwaks(): string | false {
  const { stdout } = spawnSync('swaks', ['--support'], { encoding: 'utf8' })
  const all = ['TLS', 'AUTH NTLM'].every((what) => (stdout ?? '').includes(`${what} supported`))
  return all ? false : 'swaks is not installed, or has no TLS or NTLM'
}

/** As `without`, for libwbxml's two converters. */
export function withoutLibwbxml(): string | false {
  const programs = ['wbxml2xml', 'xml2wbxml']
  const missing = programs.some((program) => spawnSync(program, ['-h']).error !== undefined)
  return missing ? 'libwbxml (wbxml2xml, xml2wbxml) is not installed' : false
}

/** As `without`, for a module of Debian's Python. */
export function withoutPythonModule(name: string): string | false {
  return spawnSync(python, ['-c', `import ${name}`]).status === 0 ? false : `Python has no module ${name}`
}

/** What a program printed; empty when it failed without a word. The lab lives in this process, so nothing may block it. */
export function run(program: string, options: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      [...options],
      { env: { ...process.env, ...env }, timeout: 30_000 },
      (_error, stdout, stderr) => resolve(`${stdout}${stderr}`),
    )
    child.stdin?.end()
  })
}

/** Runs a script of Debian's Python. */
export function runPython(script: string, options: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  return run(python, ['-c', script, ...options], env)
}
