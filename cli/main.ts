// `bridgehead <command>`: arguments to a call, errors to an exit code (0 well, 1 a check or expectation failed, 2 could not run).

import { Command, CommanderError } from 'commander'
import { BridgeheadError } from '../base/errors.ts'
import { type Console, processConsole } from './console.ts'
import { version } from './version.ts'

/** What a command module gives: a commander command whose action sets the exit code. */
export type CommandMaker = (console: Console, exit: (code: number) => void) => Command

// Each with its own modules: what a command does not need would still be looked through by every garbage collection, which
// a proxy that passes bodies on does often.
const commands: Readonly<Record<string, () => Promise<CommandMaker>>> = {
  run: async () => (await import('./commands/run.ts')).runCommand,
  up: async () => (await import('./commands/up.ts')).upCommand,
  check: async () => (await import('./commands/check.ts')).checkCommand,
  proxy: async () => (await import('./commands/proxy.ts')).proxyCommand,
  top: async () => (await import('./commands/top.ts')).topCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  routes: async () => (await import('./commands/routes.ts')).routesCommand,
  resolve: async () => (await import('./commands/resolve.ts')).resolveCommand,
  probe: async () => (await import('./commands/probe.ts')).probeCommand,
  load: async () => (await import('./commands/load.ts')).loadCommand,
  certs: async () => (await import('./commands/certs.ts')).certsCommand,
}

/** The command that the arguments name; all of them when they name none, for help and suggestions. */
async function makersFor([name = '']: readonly string[]): Promise<readonly CommandMaker[]> {
  if (name === '--version' || name === '-V') return []
  const named = Object.hasOwn(commands, name) ? commands[name] : undefined
  return Promise.all((named === undefined ? Object.values(commands) : [named]).map((load) => load()))
}

/** Runs the command line given and sets the process's exit code; never throws. */
export async function main(args: readonly string[]): Promise<void> {
  const interrupt = new AbortController()
  const stop = (signal: NodeJS.Signals): void => interrupt.abort(new Error(signal))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  // The terminal was closed; to a proxy it says: read your file again.
  if (args[0] !== 'proxy') process.once('SIGHUP', stop)
  // Who reads the output may have seen enough (`| head -1`); that ends neither a lab nor a proxy.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  try {
    await runCommandLine(args, processConsole(interrupt.signal), (code) => {
      process.exitCode = code
    })
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    process.off('SIGHUP', stop)
  }
}

/**
 * Runs a command line with streams of the caller's; never throws.
 * @param exit told the exit code; it is 0 if nothing is told
 */
export async function runCommandLine(
  args: readonly string[],
  console: Console,
  exit: (code: number) => void,
): Promise<void> {
  try {
    const program = new Command('bridgehead')
      .description('A reverse-proxy and SSL-offload lab for Microsoft Exchange.')
      .version(version())
      .configureOutput({
        writeOut: (text) => void console.out.write(text),
        writeErr: (text) => void console.err.write(text.replace(/^error: /, 'bridgehead: ')),
      })
      .showSuggestionAfterError()
      .showHelpAfterError('See `bridgehead --help`, or that of the command.')
      .exitOverride()
    for (const make of await makersFor(args)) program.addCommand(make(console, exit).copyInheritedSettings(program))
    if (args.length === 0) program.outputHelp()
    else await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    exit(report(error, console))
  }
}

function report(error: unknown, { err }: Console): number {
  // commander has already said what was wrong with the arguments; help and version end here too, with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof BridgeheadError) {
    err.write(`bridgehead: ${error.message} [${error.code}]\n`)
    return error.exitCode
  }
  err.write(`bridgehead: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  err.write('This is a fault of Bridgehead itself; please report it with the lines above.\n')
  return 2
}
