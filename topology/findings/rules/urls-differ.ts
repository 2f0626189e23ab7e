import type { CheckRule } from '../types.ts'

export const urlsDiffer: CheckRule = {
  id: 'BH-URLS-DIFFER',
  severity: 'warning',
  title: 'Internal and external URL that differ',
  explanation:
    'Microsoft recommends the same URL for both on each virtual directory, with split DNS to lead it to the right address; users then have one name everywhere ("Integrate an on-premises Exchange Server with Windows Server Essentials", installing Exchange).',
  wayOut: 'Set internalHostname and externalHostname of the server to the same name, or both URLs of the vdir.',
  *find({ plan }) {
    for (const { host, vdirs, outlookAnywhere } of plan.exchangeServers) {
      const differing = Object.values(vdirs).filter(
        ({ name, internalUrl, externalUrl }) =>
          name !== 'Rpc' && externalUrl !== undefined && !same(internalUrl, externalUrl),
      )
      const { internalHostname, externalHostname } = outlookAnywhere
      const names: string[] = differing.map(({ name }) => name)
      if (externalHostname !== undefined && !same(internalHostname, externalHostname)) names.push('Outlook Anywhere')
      if (names.length === 0) continue
      const [first] = differing
      const example =
        first === undefined ? [internalHostname, externalHostname] : [first.internalUrl, first.externalUrl]
      yield {
        path: ['hosts', host],
        at: 'key',
        message: `${host} has different names inside and outside for ${names.join(', ')}: ${example.join(' and ')}`,
      }
    }
  },
}

function same(one: string, other: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/\/$/, '')
  return plain(one) === plain(other)
}
