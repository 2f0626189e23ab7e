/** Namespaces of EWS, always with http: on the wire (reference/exchange-protocols.md section 2.3). */
export const soapNamespace = 'http://schemas.xmlsoap.org/soap/envelope/'
export const messagesNamespace = 'http://schemas.microsoft.com/exchange/services/2006/messages'
export const typesNamespace = 'http://schemas.microsoft.com/exchange/services/2006/types'
export const errorsNamespace = 'http://schemas.microsoft.com/exchange/services/2006/errors'
