import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { CertificateSeen } from '../../base/certificate-seen.ts'
import type { HeaderList } from '../../base/trace.ts'

/** One leg as it goes over the wire. */
export interface WireRequest {
  readonly method: string
  readonly target: string
  readonly headers: HeaderList
  readonly body: Buffer | Readable | undefined
  /** Milliseconds. */
  readonly answerWithin: number
  readonly idle: number
  readonly signal: AbortSignal
  readonly onSent: () => void
  /** Told of the certificate when a new socket had to be opened for it. */
  readonly onCertificate: (certificate: CertificateSeen) => void
}

/** The head of an answer, with its body still to be read. */
export interface WireResponse {
  readonly status: number
  readonly reason: string
  readonly headers: HeaderList
  readonly body: Readable
  /** Interim answers on the way, such as 100. */
  readonly interim: readonly number[]
}

/**
 * A client's connection to one origin: at most one socket at a time, one exchange after the other. A socket that the
 * server closes is replaced at the next exchange, which changes `number`.
 */
export interface Connection extends AsyncDisposable {
  /** Number of the socket that is, or was last, in use; 0 before the first. */
  readonly number: number
  /** The certificate shown on that socket, DER; undefined over plain HTTP. */
  readonly peerCertificate: Buffer | undefined
  /** @throws low-level errors and CauseError; the caller makes sentences of them. */
  exchange(request: WireRequest): Promise<WireResponse>
}

/** Opens the sockets of a connection. */
export interface Opener {
  readonly origin: URL
  /** The number of the socket that is about to be opened. */
  next(): number
  open(request: Pick<WireRequest, 'signal' | 'onCertificate'>): Promise<OpenSocket>
}

/** A connected socket, with the DER of the certificate that was shown on it. */
export interface OpenSocket {
  readonly socket: Socket
  readonly certificate: Buffer | undefined
}
