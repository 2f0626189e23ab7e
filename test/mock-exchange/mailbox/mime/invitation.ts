/** Tuesday morning in Berlin. */
export const meetingStart = Date.UTC(2014, 5, 10, 8)

/** A mail with a meeting in it as phones and other organisations write it (RFC 6047). */
export function invitation(
  method: 'REQUEST' | 'CANCEL' | 'REPLY',
  given: {
    readonly from: string
    readonly to: string
    readonly organizer: string
    /** ATTENDEE lines without their name, such as `;PARTSTAT=ACCEPTED:mailto:bob@contoso.com`. */
    readonly attendees: readonly string[]
    readonly more?: readonly string[]
    readonly uid?: string
  },
): Buffer {
  const { from, to, organizer, attendees, more = [], uid = 'plan-1@fabrikam.com' } = given
  const lines = [
    `From: ${from}`,
    `To: ${to}`,
    'Subject: Plan',
    'Date: Mon, 02 Jun 2014 10:00:00 +0200',
    `Message-ID: <${method}-${more.length}@fabrikam.com>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Shall we?',
    '--b',
    `Content-Type: text/calendar; charset=utf-8; method=${method}`,
    '',
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//test',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20140602T080000Z',
    'DTSTART;TZID=Europe/Berlin:20140610T100000',
    'DTEND;TZID=Europe/Berlin:20140610T110000',
    'SUMMARY:Plan',
    'LOCATION:Room 4',
    `ORGANIZER;CN=Ann:mailto:${organizer}`,
    ...attendees.map((one) => `ATTENDEE${one}`),
    ...more,
    'END:VEVENT',
    'END:VCALENDAR',
    '--b--',
    '',
  ]
  return Buffer.from(lines.join('\r\n'))
}
