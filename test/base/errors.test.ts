import t from 'tap'
import { BridgeheadError, errorCatalogue, failure } from '../../base/errors.ts'

t.test('an error has its code, its exit status, a filled-in sentence and its cause', async (t) => {
  const cause = new Error('EADDRINUSE')
  const error = failure('BH_ERR_PORT_IN_USE', { address: '127.0.0.1', port: 443 }, cause)
  t.type(error, BridgeheadError)
  t.equal(error.code, 'BH_ERR_PORT_IN_USE')
  t.equal(error.exitCode, 2)
  t.match(error.message, /127\.0\.0\.1:443/)
  t.notMatch(error.message, /[{}]/)
  t.equal(error.cause, cause)
})

t.test('every message of the catalogue is a sentence with a stable code', async (t) => {
  for (const [code, { message, exitCode }] of Object.entries(errorCatalogue)) {
    t.match(code, /^BH_ERR_[A-Z0-9_]+$/, code)
    t.match(message, /[.?!}]$/, `${code} ends as a sentence does`)
    t.ok([1, 2].includes(exitCode), `${code} has an exit status`)
  }
})
