// The certificate judged point by point, as an admin goes through it: name, trust, dates, key and signature.

import { X509Certificate } from 'node:crypto'
import { checkServerIdentity, type DetailedPeerCertificate } from 'node:tls'
import { certificateNames, oneLineName } from '../../../base/certificate-names.ts'
import type { Step } from '../step.ts'

/** What a handshake showed, and what OpenSSL thought of it (an error code of its own; undefined when it is content). */
export interface Shown {
  readonly peer: DetailedPeerCertificate
  readonly verdict: string | undefined
}

/** Milliseconds before its end at which a certificate is called out: renewals take their time. */
const soon = 30 * 86_400_000

/** Verdicts about dates; they hide what else is wrong with the chain. */
const aboutDates = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'])

/** Steps: all points are looked at, whatever the first ones say; the parent fails when one does. */
export async function judgeCertificate(parent: Step, host: string, { peer, verdict }: Shown): Promise<void> {
  const leaf = new X509Certificate(peer.raw)
  const chain = chainOf(peer)
  const names = certificateNames(leaf)
  parent.detail('subject', oneLineName(leaf.subject))
  parent.detail('issuer', oneLineName(leaf.issuer))
  parent.detail('names', names.join(', '))
  parent.detail('valid', `${leaf.validFromDate.toISOString()} to ${leaf.validToDate.toISOString()}`)
  parent.detail('fingerprint', leaf.fingerprint256)

  await parent.attempt('Certificate: name', async (step) => {
    step.detail('names', names.join(', '))
    if (checkServerIdentity(host, peer) !== undefined) {
      const meant = names.join(', ') || oneLineName(leaf.subject)
      step.fail('tls-name-mismatch', `The certificate is for ${meant}, not for ${host}.`)
    }
    step.summary = `${host} is among its names.`
  })
  await parent.attempt('Certificate: trust', async (step) => {
    step.detail('chain', chain.map(({ subject }) => commonName(subject)).join(', issued by '))
    judgeTrust(step, chain, verdict)
  })
  await parent.attempt('Certificate: dates', async (step) => judgeDates(step, chain))
  await parent.attempt('Certificate: key and signature', async (step) => judgeStrength(step, leaf))
  parent.stopIfFailed()
}

/** The leaf first, then whoever signed it, as sent along or known here. */
function chainOf(peer: DetailedPeerCertificate): readonly X509Certificate[] {
  const chain: X509Certificate[] = []
  const seen = new Set<string>()
  for (let at: DetailedPeerCertificate | undefined = peer; at?.raw !== undefined; at = at.issuerCertificate) {
    const certificate = new X509Certificate(at.raw)
    if (seen.has(certificate.fingerprint256)) break
    seen.add(certificate.fingerprint256)
    chain.push(certificate)
  }
  return chain
}

function judgeTrust(step: Step, chain: readonly X509Certificate[], verdict: string | undefined): void {
  const leaf = chain[0]
  const top = chain.at(-1)
  if (leaf === undefined || top === undefined) return
  const root = commonName(top.issuer)
  if (verdict === undefined) {
    step.summary = `Signed by ${root}, which is trusted here.`
    return
  }
  if (aboutDates.has(verdict)) {
    // The verdict says nothing of the authority then: the chain is walked by hand.
    if (step.world.from.trust.some((pem) => signs(new X509Certificate(pem), top))) {
      step.summary = `Signed by ${root}, which is trusted here.`
      return
    }
  }
  if (leaf.subject === leaf.issuer) {
    step.fail(
      'tls-untrusted',
      `The certificate of ${commonName(leaf.subject)} is self-signed, and no client trusts it.`,
    )
  }
  // A public authority says where its own certificate can be had; clients that look there hide the gap from others.
  const where = /CA Issuers - URI:(\S+)/.exec(leaf.infoAccess ?? '')?.[1]
  if (chain.length === 1 && where !== undefined) {
    step.fail(
      'certificate-chain-incomplete',
      `The server sends its own certificate only, without that of ${commonName(leaf.issuer)}, which signed it (to be had at ${where}).`,
    )
  }
  step.fail('tls-untrusted', `The certificate is signed by ${root}, which is not trusted here (${verdict}).`)
}

/** Whether an authority is at the top of a chain, or signed what is. */
function signs(authority: X509Certificate, top: X509Certificate): boolean {
  if (authority.fingerprint256 === top.fingerprint256) return true
  return authority.subject === top.issuer && top.verify(authority.publicKey)
}

function judgeDates(step: Step, chain: readonly X509Certificate[]): void {
  const now = Date.now()
  for (const { subject, validFromDate, validToDate } of chain) {
    const whose = commonName(subject)
    if (now < validFromDate.getTime()) {
      step.fail('tls-expired', `The certificate of ${whose} is not valid before ${validFromDate.toISOString()}.`)
    }
    if (now > validToDate.getTime()) {
      step.fail('tls-expired', `The certificate of ${whose} expired at ${validToDate.toISOString()}.`)
    }
    if (validToDate.getTime() - now < soon) {
      const days = Math.floor((validToDate.getTime() - now) / 86_400_000)
      step.warn(
        'certificate-expires-soon',
        `The certificate of ${whose} ends in ${days} days, at ${validToDate.toISOString()}.`,
      )
    }
  }
  const [leaf] = chain
  if (leaf !== undefined) step.summary = `Valid until ${leaf.validToDate.toISOString()}.`
}

function judgeStrength(step: Step, leaf: X509Certificate): void {
  const { asymmetricKeyType: type = '', asymmetricKeyDetails } = leaf.publicKey
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {}
  const key = [type.toUpperCase(), modulusLength ?? namedCurve].filter(Boolean).join(' ')
  step.detail('key', key)
  step.detail('signature', leaf.signatureAlgorithm)
  if (modulusLength !== undefined && modulusLength < 2_048) {
    step.fail('certificate-weak-key', `The key has ${modulusLength} bits only.`)
  }
  if (/sha1|md5|md2/i.test(leaf.signatureAlgorithm ?? '')) {
    step.fail('certificate-weak-signature', `The certificate is signed with ${leaf.signatureAlgorithm}.`)
  }
  step.summary = [key, leaf.signatureAlgorithm].filter(Boolean).join(', ')
}

/** The common name of a distinguished name; all of it without one. */
function commonName(distinguishedName: string): string {
  return /^CN=(.*)$/m.exec(distinguishedName)?.[1] ?? oneLineName(distinguishedName)
}
