import { lookupTable } from '../../../../base/lookup-table.ts'
import { childrenOf, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { messageElement } from '../envelope.ts'
import { schemaFault } from '../errors.ts'
import { messagesNamespace } from '../namespaces.ts'
import { type EwsCall, type EwsOperation, requiredChild, success } from '../operation.ts'
import { mostMailTipsRecipients } from '../service-limits.ts'

/** What each ConfigurationName tells ([MS-OXWSSCFG]); the features without a server here are told to be off. */
const configurations = lookupTable<(call: EwsCall) => Markup>({
  MailTips: ({ context }) =>
    markup`<m:MailTipsConfiguration><t:MailTipsEnabled>true</t:MailTipsEnabled><t:MaxRecipientsPerGetMailTipsRequest>${
      mostMailTipsRecipients
    }</t:MaxRecipientsPerGetMailTipsRequest><t:MaxMessageSize>10485760</t:MaxMessageSize><t:LargeAudienceThreshold>25</t:LargeAudienceThreshold><t:ShowExternalRecipientCount>false</t:ShowExternalRecipientCount><t:InternalDomains><t:Domain Name="${
      context.domain
    }" IncludeSubdomains="false"/></t:InternalDomains><t:PolicyTipsEnabled>false</t:PolicyTipsEnabled><t:LargeAudienceCap>1000</t:LargeAudienceCap></m:MailTipsConfiguration>`,
  UnifiedMessagingConfiguration: () =>
    markup`<m:UnifiedMessagingConfiguration><t:UmEnabled>false</t:UmEnabled><t:PlayOnPhoneDialString/><t:PlayOnPhoneEnabled>false</t:PlayOnPhoneEnabled></m:UnifiedMessagingConfiguration>`,
  ProtectionRules: () =>
    markup`<m:ProtectionRulesConfiguration RefreshInterval="24"><t:Rules/><t:InternalDomains/></m:ProtectionRulesConfiguration>`,
  PolicyNudges: () => markup`<m:PolicyNudgeRulesConfiguration/>`,
})

/** Settings of services that clients must know before they use them. */
export const getServiceConfiguration: EwsOperation = {
  name: 'GetServiceConfiguration',
  run(request, call) {
    const list = requiredChild(request, messagesNamespace, 'RequestedConfiguration')
    const names = childrenOf(list, messagesNamespace, 'ConfigurationName').map((name) => textOf(name) ?? '')
    const parts = [...new Set(names)].map((name) => {
      const write = configurations[name]
      if (write !== undefined) return write(call)
      throw schemaFault(`The 'ConfigurationName' element is invalid - The value '${name.slice(0, 100)}' is invalid.`)
    })
    if (parts.length === 0) throw schemaFault("The element 'RequestedConfiguration' has incomplete content.")
    const message = messageElement('ServiceConfigurationResponseMessageType', success(markup`${parts}`))
    return success(markup`<m:ResponseMessages>${message}</m:ResponseMessages>`)
  },
}
