import type { MailboxContentPlan, UserPlan } from '../../topology/lab-plan.ts'

const at = (day: number, hour: number, minute = 0): number => Date.UTC(2014, 5, day, hour, minute)

/** What a mailbox of a lab begins with when the topology says nothing else: some of everything, in the first days of June 2014. */
export function standardContent(owner: UserPlan, users: readonly UserPlan[], domain: string): MailboxContentPlan {
  const others = users.filter(({ mailbox }) => mailbox !== owner.mailbox)
  const administrator = `administrator@${domain}`
  const colleague = others[0]?.mailbox ?? administrator
  const plain = { to: [], html: undefined, attachments: [], read: true }
  return {
    folders: ['Projects', 'Projects/Offloading'],
    messages: [
      {
        ...plain,
        folder: 'inbox',
        from: administrator,
        subject: 'Welcome',
        text: `Welcome to ${domain}, ${owner.displayName}.`,
        receivedAt: at(2, 8),
      },
      {
        ...plain,
        folder: 'inbox',
        from: administrator,
        subject: 'Your mailbox has moved to Exchange 2013',
        text: 'Outlook finds the new server by itself. Please restart it once.',
        receivedAt: at(2, 10),
        read: false,
      },
      {
        ...plain,
        folder: 'inbox',
        from: colleague,
        subject: 'Load balancer: the plan',
        text: 'The plan is attached. Tuesday at ten?',
        html: '<html><body><p>The <b>plan</b> is attached. Tuesday at ten?</p></body></html>',
        attachments: [
          {
            name: 'plan.txt',
            contentType: 'text/plain',
            content:
              '1. Take SSL off the virtual directories.\r\n2. Recycle the pools.\r\n3. Test, from both sides.\r\n',
          },
        ],
        receivedAt: at(2, 14, 30),
        read: false,
      },
      {
        ...plain,
        folder: 'Projects/Offloading',
        from: colleague,
        subject: 'MRSProxy stays encrypted',
        text: 'It is the one path that must not be offloaded.',
        receivedAt: at(1, 9),
      },
      {
        ...plain,
        folder: 'sentitems',
        from: undefined,
        to: [colleague],
        subject: 'Re: Load balancer: the plan',
        text: 'Tuesday at ten is fine.',
        receivedAt: at(2, 15),
      },
      {
        ...plain,
        folder: 'drafts',
        from: undefined,
        to: [colleague],
        subject: 'Certificates',
        text: 'We still have to',
        receivedAt: at(2, 16),
      },
    ],
    appointments: [
      {
        subject: 'Load balancer: go live',
        start: at(3, 10),
        end: at(3, 11),
        location: 'Room 2',
        recurrence: undefined,
        busyStatus: 'busy',
      },
      {
        subject: 'Team meeting',
        start: at(4, 9),
        end: at(4, 10),
        location: 'Room 1',
        recurrence: 'FREQ=WEEKLY;BYDAY=WE',
        busyStatus: 'busy',
      },
    ],
    contacts: [
      ...others
        .slice(0, 50)
        .map(({ displayName, mailbox }) => ({ displayName, address: mailbox, company: '', phone: undefined })),
      { displayName: 'Carla Cole', address: 'carla@fabrikam.com', company: 'Fabrikam', phone: '+44 20 7946 0000' },
    ],
  }
}
