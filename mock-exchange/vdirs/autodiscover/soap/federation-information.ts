import { markup } from '../../../xml/markup.ts'
import { named, type SoapOperation, textsOf } from './operation.ts'

/** Federation trust of a domain ([MS-OXWSADISC] 3.1.4.2). No organisation of a lab has one, and it says so. */
export const getFederationInformation: SoapOperation = {
  name: 'GetFederationInformation',
  run(request) {
    const [domain = ''] = textsOf(request, 'Domain', 'Domain')
    const which = domain === '' ? 'The organization' : `The organization of '${named(domain)}'`
    return {
      code: 'NotFederated',
      message: `${which} is not federated.`,
      response: markup`<ApplicationUri i:nil="true"/><Domains i:nil="true"/><TokenIssuers i:nil="true"/>`,
    }
  },
}
