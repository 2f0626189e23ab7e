// A lab with many Exchange servers behind one edge: `many-servers.ts <key directory> <number>`.

import { startLab } from '../lab/index.ts'
import { loadPlanText } from '../topology/index.ts'
import { printSample } from './sample.ts'

const [keyDirectory = '', number = '100'] = process.argv.slice(2)
const servers = Array.from({ length: Number(number) }, (_, index) => ({
  name: `cas${index + 1}`,
  address: `192.168.${16 + Math.floor(index / 200)}.${20 + (index % 200)}`,
}))
const topology = `
domain: contoso.com
networks: { intranet: { range: 192.168.0.0/16 } }
hosts:
  router: { role: router, internet: 203.0.113.10, intranet: 192.168.1.1, forwards: [{ port: 443, to: lb }] }
  lb: { role: edge, intranet: 192.168.1.2 }
${servers.map(({ name, address }) => `  ${name}: { role: exchange, intranet: ${address}, certificate: mail }`).join('\n')}
certificates:
  mail: { names: [mail.contoso.com] }
edges:
  lb:
    host: lb
    listeners: [{ address: "192.168.1.2:443", tls: { certificates: [mail] } }]
    farms:
      cas: { servers: [${servers.map(({ name }) => name).join(', ')}], tls: { servername: mail.contoso.com } }
    rules: [{ host: mail.contoso.com, farm: cas }]
dns:
  internet: { zones: { contoso.com: { records: [{ name: mail, a: 203.0.113.10 }] } } }
`
const loaded = performance.now()
await using lab = await startLab(loadPlanText(topology).plan, { keyDirectory })
printSample(loaded, { servers: lab.exchangeServers.size })
