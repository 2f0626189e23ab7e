import t from 'tap'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import { alice, basic, startHost } from '../host.ts'
import { envelope, post } from './soap.ts'

const body =
  '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="root"/></m:FolderIds></m:GetFolder>'

t.test('versions that Exchange 2013 does not know are refused, so that clients go down to one it does', async (t) => {
  const host = await startHost(t, [ews])
  for (const version of ['Exchange2019', 'Exchange2016', 'Exchange2015_SP1', 'Exchange2015', 'exchange2013']) {
    const answer = await post(host, envelope(body, version))
    t.equal(answer.status, 500)
    t.same(answer.all('ResponseCode'), ['ErrorInvalidServerVersion'], version)
    t.same(answer.all('faultcode'), ['a:ErrorInvalidServerVersion'])
  }
  for (const version of ['Exchange2007_SP1', 'Exchange2010_SP2', 'Exchange2013_SP1', undefined]) {
    t.equal((await post(host, envelope(body, version))).status, 200, version ?? 'no version at all')
  }
})

t.test('what breaks the schema is a fault that names the element', async (t) => {
  const host = await startHost(t, [ews])
  const cases = {
    'an operation that does not exist': ['<m:GetFolders/>', /GetFolders/],
    'an operation of another namespace': ['<t:GetFolder/>', /2006\/types/],
    'a missing part': ['<m:GetFolder><m:FolderIds/></m:GetFolder>', /'FolderShape'/],
    'an unknown shape': [body.replace('IdOnly', 'Everything'), /Everything/],
    'an empty body': ['', /'Body'/],
    'a folder reference that is none': [body.replace('DistinguishedFolderId', 'ItemId'), /ItemId/],
  } as const
  for (const [title, [operation, text]] of Object.entries(cases)) {
    const answer = await post(host, envelope(operation))
    t.equal(answer.status, 500, title)
    t.same(answer.all('ResponseCode'), ['ErrorSchemaValidation'], title)
    t.match(answer.all('faultstring')[0], text, title)
  }
})

t.test('words that every object knows are as unknown to the schema as any other', async (t) => {
  const host = await startHost(t, [ews])
  const shape = (base: string): string => body.replace('IdOnly', base)
  const configuration = (name: string): string =>
    `<m:GetServiceConfiguration><m:RequestedConfiguration><m:ConfigurationName>${name}</m:ConfigurationName></m:RequestedConfiguration></m:GetServiceConfiguration>`
  const disposition = (word: string): string =>
    `<m:CreateItem MessageDisposition="${word}"><m:Items><t:Message><t:Subject>x</t:Subject></t:Message></m:Items></m:CreateItem>`
  const item = (element: string): string => `<m:CreateItem><m:Items><t:${element}/></m:Items></m:CreateItem>`
  for (const word of ['toString', 'constructor', '__proto__', 'hasOwnProperty', 'valueOf']) {
    for (const operation of [shape(word), configuration(word), disposition(word), item(word)]) {
      const answer = await post(host, envelope(operation))
      t.equal(answer.status, 500, operation)
      t.same(answer.all('ResponseCode'), ['ErrorSchemaValidation'], operation)
    }
  }
})

t.test('text that is no XML, a DTD and another content type never reach the service', async (t) => {
  const host = await startHost(t, [ews])
  t.equal((await post(host, '<s:Envelope')).status, 400)
  t.equal(
    (await post(host, `<!DOCTYPE a [<!ENTITY b "c">]>${envelope(body).replace(/^<\?xml[^>]*>/, '')}`)).status,
    400,
  )
  const headers = { 'content-type': 'application/json', authorization: basic(alice) }
  t.equal((await fetch(`${host.url}/ews/exchange.asmx`, { method: 'POST', headers, body: '{}' })).status, 415)
})

t.test('a browser is shown the page that points to the WSDL', async (t) => {
  const host = await startHost(t, [ews])
  const response = await fetch(`${host.url}/EWS/Exchange.asmx`, { headers: { authorization: basic(alice) } })
  t.equal(response.status, 200)
  t.match(await response.text(), /You have created a service/)
})
