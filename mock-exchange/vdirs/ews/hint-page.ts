import { markup } from '../../xml/markup.ts'

/** What a browser sees at /EWS/Exchange.asmx: .NET's page on a service, which points to the WSDL. */
export function hintPage(fqdn: string): string {
  const url = `https://${fqdn}:444/EWS/Services.wsdl`
  return markup`<HTML><HEAD><TITLE>Service</TITLE></HEAD><BODY><DIV id="content"><P class="heading1">Service</P><BR/><P class="intro">You have created a service.<P class='intro'>To test this service, you will need to create a client and use it to call the service. You can do this using the svcutil.exe tool from the command line with the following syntax:</P><PRE>svcutil.exe <A HREF="${url}">${url}</A></PRE></P></DIV></BODY></HTML>`
    .text
}
