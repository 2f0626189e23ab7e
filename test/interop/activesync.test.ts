// A phone made of two programs of others, through an edge that offloads TLS: libwbxml writes and reads the documents, curl
// carries them. No code of ours takes part on the client's side.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { startLab } from '../../lab/index.ts'
import { mailboxesOf } from '../../mock-exchange/mailbox/store.ts'
import { run, without, withoutLibwbxml } from './programs.ts'

const skip = without('curl') || withoutLibwbxml()

t.test('curl and libwbxml set up a phone, read, send and are notified', { skip }, async (t) => {
  await using lab = await startLab('ssl-offload')
  const { ca, entries } = await lab.state()
  const folder = t.testdir()
  const file = (name: string): string => join(folder, name)
  const service = 'https://mail.contoso.com/Microsoft-Server-ActiveSync'
  let policyKey = '0'
  let requests = 0

  const curl = (options: readonly string[]): Promise<string> =>
    run('curl', [
      '-s',
      '--cacert',
      ca,
      '--connect-to',
      `mail.contoso.com:443:${entries.internet['mail.contoso.com:443']}`,
      '-u',
      'CONTOSO\\alice:Bridge-Alice-1',
      '-H',
      'MS-ASProtocolVersion: 14.1',
      '-H',
      `X-MS-PolicyKey: ${policyKey}`,
      ...options,
    ])
  /** Sends a document and gives the answer's, both as XML; '' for an answer without content. */
  const command = async (name: string, page: string, content: string): Promise<string> => {
    requests += 1
    const [question, sent, answer] = [file(`${requests}.xml`), file(`${requests}.q`), file(`${requests}.a`)]
    const type = '<!DOCTYPE ActiveSync PUBLIC "-//MICROSOFT//DTD ActiveSync//EN" "http://www.microsoft.com/">'
    const xml = `<?xml version="1.0" encoding="utf-8"?>${type}<${name} xmlns="${page}:">${content}</${name}>`
    writeFileSync(question, xml)
    t.match(await run('xml2wbxml', ['-v', '1.3', '-n', '-a', '-k', '-o', sent, question]), 'succeeded')
    const query = `Cmd=${name}&User=CONTOSO%5Calice&DeviceId=CURL01&DeviceType=curl`
    const headers = ['-H', 'Content-Type: application/vnd.ms-sync.wbxml']
    const url = `${service}?${query}`
    t.equal(await curl([...headers, '--data-binary', `@${sent}`, '-w', '%{http_code}', '-o', answer, url]), '200')
    if (readFileSync(answer).length === 0) return ''
    return (await run('wbxml2xml', ['-l', 'ACTIVESYNC', '-m', '0', '-o', '-', answer])).replace(
      /^.*?DOCTYPE[^>]*>/s,
      '',
    )
  }
  const text = (xml: string, tag: string): string => new RegExp(`<${tag}[^>]*>([^<]*)</${tag}>`).exec(xml)?.[1] ?? ''

  t.match(
    await curl(['-D', '-', '-X', 'OPTIONS', service]),
    /MS-ASProtocolVersions: .*14\.1[\s\S]*MS-ASProtocolCommands: Sync,/,
  )

  const folders0 = '<SyncKey>0</SyncKey>'
  t.equal(text(await command('FolderSync', 'FolderHierarchy', folders0), 'Status'), '142')

  const type = '<PolicyType>MS-EAS-Provisioning-WBXML</PolicyType>'
  const told = '<DeviceInformation xmlns="Settings:"><Set><Model>curl</Model><OS>Debian</OS></Set></DeviceInformation>'
  const policy = await command('Provision', 'Provision', `${told}<Policies><Policy>${type}</Policy></Policies>`)
  t.match(policy, /<EASProvisionDoc><DevicePasswordEnabled>0</)
  policyKey = text(policy, 'PolicyKey')
  const receipt = `<Policies><Policy>${type}<PolicyKey>${policyKey}</PolicyKey><Status>1</Status></Policy></Policies>`
  policyKey = text(await command('Provision', 'Provision', receipt), 'PolicyKey')
  t.match(policyKey, /^\d+$/)

  const folders = await command('FolderSync', 'FolderHierarchy', folders0)
  const inbox = /<Add><ServerId>(\d+)<\/ServerId><ParentId>0<\/ParentId><DisplayName>Inbox<\/DisplayName><Type>2</.exec(
    folders,
  )?.[1]
  t.equal(inbox, '5')

  const sync = (key: string, rest = ''): Promise<string> =>
    command(
      'Sync',
      'AirSync',
      `<Collections><Collection><SyncKey>${key}</SyncKey><CollectionId>${inbox}</CollectionId>${rest}</Collection></Collections>`,
    )
  const body = '<Options><BodyPreference xmlns="AirSyncBase:"><Type>1</Type></BodyPreference></Options>'
  const primed = text(await sync('0'), 'SyncKey')
  const mail = await sync(primed, `<GetChanges/><WindowSize>10</WindowSize>${body}`)
  t.match(mail, /<Subject[^>]*>Welcome</)
  t.match(mail, /<Data>The plan is attached\. Tuesday at ten\?</)
  const key = text(mail, 'SyncKey')

  const watched = `<Folders><Folder><Id>${inbox}</Id><Class>Email</Class></Folder></Folders>`
  const ping = command('Ping', 'Ping', `<HeartbeatInterval>480</HeartbeatInterval>${watched}`)
  const { clock, plan } = lab
  const alice = mailboxesOf({ clock, users: plan.users, domain: plan.domain }).byAddress('alice@contoso.com')
  await waitUntil(() => (alice?.listeners ?? 0) > 0, { what: 'the Ping to be held' })
  const mime = 'To: alice@contoso.com\r\nSubject: Note to myself\r\n\r\nBuy a phone\r\n'
  const note = `<ClientId>curl-1</ClientId><SaveInSentItems/><MIME><![CDATA[${mime}]]></MIME>`
  t.equal(await command('SendMail', 'ComposeMail', note), '', 'sent')
  const news = await ping
  t.same([text(news, 'Status'), text(news, 'Folder')], ['2', inbox])
  const fresh = await sync(key)
  t.match(fresh, /<Subject[^>]*>Note to myself</)
  const id = text(fresh, 'ServerId')
  const read = `<Commands><Change><ServerId>${id}</ServerId><ApplicationData><Read xmlns="Email:">1</Read></ApplicationData></Change></Commands>`
  t.equal(text(await sync(text(fresh, 'SyncKey'), read), 'Status'), '1')
  const [item] = alice?.items(alice.folder('inbox')).slice(-1) ?? []
  t.match(item, { subject: 'Note to myself', read: true })
})
