// A port for what cannot take port 0, as it has to be named before anything listens.

import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below what Linux (32768), macOS and Windows (49152, RFC 6335 section 6) give to whoever asks for any port. */
const ports = { from: 20_000, count: 12_000 }

/**
 * A port of 127.0.0.1 that nothing listens on, and that nobody is given by chance before it is used.
 * @throws what the system says, when twenty ports were taken
 */
export async function freePort(): Promise<number> {
  for (let tries = 1; ; tries++) {
    const port = ports.from + Math.floor(Math.random() * ports.count)
    const server = createServer().listen(port, '127.0.0.1')
    try {
      await once(server, 'listening')
      await once(server.close(), 'close')
      return port
    } catch (error) {
      if (tries === 20) throw error
    }
  }
}
