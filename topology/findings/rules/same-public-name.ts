import type { CheckRule } from '../types.ts'

export const samePublicName: CheckRule = {
  id: 'BH-SAME-PUBLIC-NAME',
  severity: 'error',
  title: 'Essentials and Exchange with the same public name',
  explanation:
    'Behind one public address only the host name tells the two servers apart, so Exchange needs another name than Windows Server Essentials (Microsoft, "Integrate an on-premises Exchange Server with Windows Server Essentials", domain names).',
  wayOut:
    'Publish Remote Web Access as remote.<domain> and Exchange as mail.<domain>, each with its own rule and certificate.',
  *find({ plan }) {
    for (const { host, publicName } of plan.essentialsServers) {
      if (publicName === undefined) continue
      const clash = plan.exchangeServers.find((server) => {
        const urls = Object.values(server.vdirs).flatMap(({ externalUrl }) => externalUrl ?? [])
        const names = [...urls.map((url) => new URL(url).hostname), server.outlookAnywhere.externalHostname]
        return names.some((name) => name?.toLowerCase() === publicName)
      })
      if (clash === undefined) continue
      yield {
        path: ['hosts', host, 'publicName'],
        message: `${publicName} is the public name of ${host} and of the Exchange server ${clash.host}`,
      }
    }
  },
}
