import { type Command, Option } from 'commander'
import { vantages } from '../../base/vantage-point.ts'
import { authenticationSchemes } from '../../clients/http/index.ts'

/** Adds the options that say where clients stand and who they are: `NetworkOptions` and `AccountOptions`. */
export function addNetworkOptions(command: Command): Command {
  return command
    .option('--target <name>', 'a real server: host name or e-mail address (in a lab: which of its names)')
    .option('--topology <topology>', 'a lab of its own: built-in topology or file')
    .option('--state <file>', 'a lab that runs: the file that `bridgehead up --state` wrote')
    .addOption(new Option('--from <vantage>', 'where the clients stand').choices(vantages).default('internet'))
    .option(
      '--ca <file>',
      "PEM file with the authorities to trust, in the place of the system's, or beside that of a lab that runs",
    )
    .option('--resolver <address>', 'DNS server to ask, as address or address:port')
    .option(
      '--connect <host:port=address:port>',
      'where connections to a host and port really go (may be repeated)',
      (value: string, all: readonly string[]) => [...all, value],
      [],
    )
    .option('--user <name>', 'DOMAIN\\name or name@domain; in a lab a user of it, the first unless told')
    .option(
      '--password-file <file>',
      'file whose first line is the password; else BRIDGEHEAD_PASSWORD, else it is asked for',
    )
    .addOption(
      new Option('--auth <scheme>', "how to log on; each protocol's own way unless told").choices(
        authenticationSchemes.filter((scheme) => scheme !== 'none'),
      ),
    )
}
