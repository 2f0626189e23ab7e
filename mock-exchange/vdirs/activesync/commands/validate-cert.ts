import { X509Certificate } from 'node:crypto'
import {
  childOf,
  childrenNamed,
  innerBytes,
  innerText,
  tagsOf,
  type WbxmlElement,
} from '../../../../protocols/wbxml/index.ts'
import type { ActiveSyncCommand } from '../command.ts'

const page = 'ValidateCert'
const tag = tagsOf(page)

/** Status of ValidateCert ([MS-ASCMD] 2.2.3.177.18). */
const statuses = { success: '1', protocolError: '2', untrusted: '4', expired: '7', invalid: '10' } as const

/** Certificates of a request at most. */
const most = 100

/** Whether certificates of S/MIME can be trusted: this server trusts no authority for that, so none can. */
export const validateCert: ActiveSyncCommand = {
  name: 'ValidateCert',
  page,
  run({ body, clock }) {
    const certificates = childrenNamed(childOf(body, page, 'Certificates'), page, 'Certificate')
    if (body?.tag !== 'ValidateCert' || certificates.length === 0 || certificates.length > most) {
      return { body: tag('ValidateCert', tag('Status', statuses.protocolError)) }
    }
    const answers = certificates.map((one) => tag('Certificate', tag('Status', judge(one, clock.now()))))
    return { body: tag('ValidateCert', tag('Status', statuses.success), ...answers) }
  },
}

function judge(given: WbxmlElement, now: number): string {
  const text = innerText(given)
  const bytes = /^[A-Za-z0-9+/=\s]+$/.test(text) ? Buffer.from(text, 'base64') : innerBytes(given)
  try {
    const { validFrom, validTo } = new X509Certificate(bytes)
    return now < Date.parse(validFrom) || now > Date.parse(validTo) ? statuses.expired : statuses.untrusted
  } catch {
    return statuses.invalid
  }
}
