import t from 'tap'
import { createAuthority, createKeyStore, issue } from '../../certs/index.ts'
import { loadEdgeSetup } from '../../lab/edge-setup.ts'
import { readEdgeFile } from '../../topology/index.ts'

const keyStore = createKeyStore({ directory: t.testdir() })
const authority = await createAuthority({ commonName: 'Clients CA', keyStore })
const pair = await issue(authority, { names: ['mail.test'], slot: 'any' })

const edge = (ca: string) => `listeners:
  - { address: "127.0.0.1:0" }
  - { address: "127.0.0.1:0", tls: { certificates: [{ cert: mail.pem, key: mail.key }], clientCertificates: { ca: ${ca} } } }
rules: [{ deny: 403 }]
`

t.test('the authorities of client certificates are read with the rest', async (t) => {
  const folder = t.testdir({
    'mail.pem': pair.certificate,
    'mail.key': pair.privateKey,
    'clients.pem': authority.certificate,
    'edge.yaml': edge('clients.pem'),
    'none.yaml': edge('none.pem'),
    'key.yaml': edge('mail.key'),
  })
  const { clientAuthorities } = await loadEdgeSetup(readEdgeFile(`${folder}/edge.yaml`), {})
  t.equal(clientAuthorities[0], undefined)
  t.match(clientAuthorities[1]?.[0], /BEGIN CERTIFICATE/)
  await t.rejects(loadEdgeSetup(readEdgeFile(`${folder}/none.yaml`), {}), { code: 'BH_ERR_CERT_FILE' })
  await t.rejects(loadEdgeSetup(readEdgeFile(`${folder}/key.yaml`), {}), { code: 'BH_ERR_PEM_NO_CERTIFICATE' })
})
