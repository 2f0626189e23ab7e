import * as z from 'zod'
import type { HeaderList } from '../../base/trace.ts'
import { defineAction } from '../define-action.ts'
import { headerValue } from '../http/index.ts'
import { scheme, serviceUrl } from '../options.ts'
import { answered, logOnRefused, placeOf } from '../words.ts'
import { protocolVersions, userAgent } from './device.ts'

const headers: HeaderList = [
  ['User-Agent', userAgent],
  ['MS-ASProtocolVersion', protocolVersions.at(-1) ?? ''],
]

export const activeSyncOptions = defineAction({
  name: 'activesync.options',
  about:
    'A phone asks which versions and commands of ActiveSync the server has (OPTIONS). Facts: versions, commands, serverVersion; location when it is sent elsewhere (451).',
  options: z.strictObject({ url: serviceUrl('/Microsoft-Server-ActiveSync'), auth: scheme('basic') }),
  async act(run, { url, auth }) {
    const account = auth === 'none' ? undefined : run.user
    const response = await run.send({ url, method: 'OPTIONS', headers, scheme: auth, account })
    if (response.status === 401) {
      const { summary, facts } = logOnRefused(response, auth, run.context.as)
      return run.failed(summary, facts)
    }
    const header = (name: string): string => headerValue(response.headers, name) ?? ''
    if (response.status === 451) {
      const location = header('x-ms-location')
      const where = location === '' ? 'elsewhere, but does not say where' : `to ${location}`
      return run.failed(`${placeOf(url)} sends the device ${where} (451).`, location === '' ? {} : { location })
    }
    const versions = header('ms-asprotocolversions')
    if (response.status !== 200 || versions === '') {
      const what = response.status === 200 ? `${answered(response)} without MS-ASProtocolVersions` : answered(response)
      return run.failed(`${what}.`)
    }
    const facts = { versions, commands: header('ms-asprotocolcommands'), serverVersion: header('ms-server-activesync') }
    return run.ok(`${placeOf(url)} speaks ActiveSync ${versions}.`, facts)
  },
})
