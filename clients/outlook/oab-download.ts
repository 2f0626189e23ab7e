import { createHash } from 'node:crypto'
import * as z from 'zod'
import { decodeDetails, unpackContainer } from '../../protocols/oab/index.ts'
import { webUrl } from '../../topology/schema/values.ts'
import { defineAction } from '../define-action.ts'
import { scheme } from '../options.ts'
import { answered, logOnRefused, placeOf } from '../words.ts'
import { firstNamed, parseXml } from '../xml.ts'
import { ask } from './autodiscover/ask.ts'
import { outlookHeaders } from './outlook.ts'

/** PidTagSmtpAddress. */
const smtpAddress = 0x39fe001f

export const oabDownload = defineAction({
  name: 'oab.download',
  about:
    'Outlook downloads the offline address book: the manifest oab.xml, then the full file, whose SHA-1 it checks and whose entries it counts. Facts: url, list, sequence, file, bytes, uncompressedBytes, sha1, shaMatches, entries, listed (whether the user is among them); the last two only when the file is not packed by LZX.',
  options: z.strictObject({
    url: webUrl
      .transform((text) => new URL(text))
      .describe(
        'the OABUrl (https://mail.contoso.com/OAB/<guid>/); with the host alone, Autodiscover there is asked for it',
      ),
    auth: scheme('ntlm'),
  }),
  async act(run, { url, auth }) {
    const account = auth === 'none' ? undefined : run.user
    let book = url
    if (url.pathname === '/') {
      const asked = await ask(run, new URL('/autodiscover/autodiscover.xml', url), run.user.mailbox, auth)
      const oabUrl = 'settings' in asked ? asked.settings.oabUrl : ''
      if (oabUrl === '') {
        const why = 'failed' in asked ? asked.failed : 'Autodiscover names no OABUrl'
        const cause = 'failed' in asked ? asked.cause?.failureCause : undefined
        return run.failed(`The address book's URL is not known: ${why}.`, {}, cause)
      }
      // Exchange 2007 and 2010 say "Public Folder" where the address book is not on the web.
      if (!webUrl.safeParse(oabUrl).success) {
        return run.failed(`The address book's URL is not known: Autodiscover names ${oabUrl}, which is no URL.`)
      }
      book = new URL(oabUrl)
    }
    const folder = new URL(book.pathname.endsWith('/') ? book.href : `${book.href}/`)
    const get = (file: string) =>
      run.send({ url: new URL(encodeURIComponent(file), folder), headers: outlookHeaders, scheme: auth, account })
    run.note({ url: folder.href })

    const manifest = await get('oab.xml')
    if (manifest.status === 401) {
      const { summary, facts } = logOnRefused(manifest, auth, run.context.as)
      return run.failed(summary, facts)
    }
    if (manifest.status !== 200) return run.failed(`${answered(manifest)}.`)
    const root = parseXml(manifest.body, `The manifest ${placeOf(manifest.url)}`)
    const full = firstNamed(root, 'Full')
    const name = full?.textContent?.trim() ?? ''
    // `.` and `..` would be folders, whatever is done to write them otherwise.
    if (full === undefined || ['', '.', '..'].includes(name)) {
      return run.failed(`The manifest ${placeOf(manifest.url)} names no full file.`)
    }
    const attribute = (name: string): string => full.getAttribute(name) ?? ''

    const data = await get(name)
    if (data.status !== 200) return run.failed(`${answered(data)}.`)
    const sha1 = createHash('sha1').update(data.body).digest('hex')
    const shaMatches = sha1 === attribute('SHA').toLowerCase() && data.body.length === Number(attribute('size'))
    const list = firstNamed(root, 'OAL')?.getAttribute('name') ?? ''
    run.note({
      list,
      sequence: Number(attribute('seq')),
      file: name,
      bytes: data.body.length,
      uncompressedBytes: Number(attribute('uncompressedsize')),
      sha1,
      shaMatches,
    })
    if (!shaMatches)
      return run.failed(`${placeOf(data.url)} is not the file that the manifest describes (size or SHA-1).`)
    const file = unpackContainer(data.body)
    if (file === undefined) {
      return run.ok(`${placeOf(folder)} gave the address book ${list}, ${data.body.length} bytes packed by LZX.`)
    }
    const { records } = decodeDetails(file)
    const own = run.context.as?.mailbox.toLowerCase()
    const addresses = records.flatMap((record) => record.get(smtpAddress)?.toString().toLowerCase() ?? [])
    const listed = own !== undefined && addresses.includes(own)
    return run.ok(`${placeOf(folder)} gave the address book ${list} with ${records.length} entries.`, {
      entries: records.length,
      listed,
    })
  },
})
