/**
 * RE:, FW: and their like before a subject: at most three characters, no digits, a colon and a space ([MS-OXCMSG] 2.2.1.9).
 * The rest is also what the conversation is about (PidTagConversationTopic).
 */
export function splitSubject(subject: string): { readonly prefix: string; readonly rest: string } {
  const prefix = /^[^\d\s:]{1,3}: /.exec(subject)?.[0] ?? ''
  return { prefix, rest: subject.slice(prefix.length) }
}

/** A subject without what was put before it for a reply or for forwarding. */
export function topicOf(subject: string): string {
  return splitSubject(subject).rest
}
