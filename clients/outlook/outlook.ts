import type { HeaderList } from '../../base/trace.ts'

/** Outlook 2013 SP1, the first that speaks MAPI over HTTP. */
export const outlookHeaders: HeaderList = [
  ['User-Agent', 'Microsoft Office/15.0 (Windows NT 6.1; Microsoft Outlook 15.0.4569; Pro)'],
]
