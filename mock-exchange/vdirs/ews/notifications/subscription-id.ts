// Ids of subscriptions and watermarks: opaque to clients, and telling the server which of them are its own.
//
//   id:        u16 length, name of the server that keeps the subscription, u32 16, GUID       (as Exchange 2013 makes them)
//   watermark: GUID of the subscription, u48 number of the last event that was told

import { randomBytes } from 'node:crypto'

/** A new id for a subscription that this server keeps. */
export function newSubscriptionId(fqdn: string): string {
  const name = Buffer.from(fqdn, 'ascii')
  const head = Buffer.alloc(2)
  head.writeUInt16LE(name.length)
  return Buffer.concat([head, name, Buffer.of(16, 0, 0, 0), randomBytes(16)]).toString('base64')
}

/** Whether a text has the shape of an id, whichever server made it. */
export function isSubscriptionId(text: string): boolean {
  if (text.length > 512) return false
  const bytes = Buffer.from(text, 'base64')
  return bytes.length > 22 && bytes.length === 2 + bytes.readUInt16LE(0) + 4 + 16
}

export function watermarkOf(subscriptionId: string, event: number): string {
  const number = Buffer.alloc(6)
  number.writeUIntBE(event, 0, 6)
  return Buffer.concat([guidBytes(subscriptionId), number]).toString('base64')
}

/** Number of the event that a watermark of this subscription stands for; undefined for any other text. */
export function readWatermark(text: string, subscriptionId: string): number | undefined {
  const bytes = Buffer.from(text.slice(0, 64), 'base64')
  if (bytes.length !== 22 || !bytes.subarray(0, 16).equals(guidBytes(subscriptionId))) return undefined
  return bytes.readUIntBE(16, 6)
}

function guidBytes(subscriptionId: string): Buffer {
  return Buffer.from(subscriptionId, 'base64').subarray(-16)
}
