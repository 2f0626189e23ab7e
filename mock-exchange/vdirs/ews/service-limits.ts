/** Recipients of one GetMailTips; GetServiceConfiguration tells it (Exchange 2013: 50). */
export const mostMailTipsRecipients = 50
