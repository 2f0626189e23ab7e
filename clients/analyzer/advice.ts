// What an admin is to do about each cause: the one place where the analyzer's advice stands.

import type { FailureCause } from '../../base/failure-cause.ts'

/** Advice for what the network and the HTTP layers do (base/failure-cause.ts). */
const networkAdvice: Readonly<Record<FailureCause, string>> = {
  'name-not-found':
    'Create the record in the zone that this vantage asks: in the public DNS for the internet, in the pinpoint zone of the internal DNS for the intranet. Check the spelling of the name.',
  'no-address': 'Add an A record (or AAAA) to the name; it exists with other records only.',
  'dns-failed':
    'Check that the DNS server runs, that UDP and TCP port 53 reach it, and that it holds or forwards the zone.',
  'no-route':
    'Check the address: from the internet a private address (10., 172.16-31., 192.168.) leads nowhere, and from inside the public address of your own router works only with hairpin NAT. Use split DNS.',
  'connect-refused':
    'Check that the service or load balancer listens on that port, and that the router forwards the port to it.',
  'connect-timeout':
    'A firewall drops the packets, or the host is down. Open the port on the way, and check the forward on the router.',
  reset:
    'Something on the way broke the connection. Look at the log of the firewall, the load balancer and the server for this moment.',
  'tls-untrusted':
    "Use a certificate of an authority that the clients trust, and install its intermediate certificates on whatever ends TLS. Exchange's own self-signed certificate is not enough for clients outside.",
  'tls-name-mismatch':
    'Get a certificate whose subject alternative names include this name, and bind it where TLS ends; or have clients use a name that the certificate holds.',
  'tls-expired':
    'Renew the certificate and bind the new one (Enable-ExchangeCertificate, or the load balancer). Check the clock of both sides.',
  'tls-handshake':
    'Check that TLS is spoken on this port, and that both sides share a version (TLS 1.2 at least) and a cipher suite.',
  'extended-protection':
    'The log-on is bound to the certificate that the client saw, and the server has another one. Bridge with the same certificate on the load balancer and the servers, or pass TLS through; behind SSL offloading set ExtendedProtectionTokenChecking to None on the virtual directory.',
  'bad-request': 'The request was refused as malformed. A proxy on the way may have changed its head or its path.',
  'request-timeout': 'The request did not arrive whole in time. Look for a slow or buffering proxy.',
  'request-too-large': 'Raise the size limit of the proxy or of IIS (maxAllowedContentLength) for this path.',
  'bad-response':
    'What answers is not the service that was expected, or a proxy rewrites the answer. Look at what is published at this address.',
  'response-timeout': 'The server took too long. Check its load and the timeouts of the load balancer for this path.',
  'idle-timeout':
    'Raise the idle timeout of everything on the way: Ping is held up to 59 minutes, notifications up to 30.',
  truncated: 'The connection ended in the middle of the answer. Look at timeouts and at the log of the load balancer.',
  'client-gone': 'The probe gave up waiting. Give a longer --timeout if the server is known to be slow.',
  'edge-closed': 'The load balancer was stopped or reloaded meanwhile. Try again.',
  misdirected: 'Ask for the host name that the TLS connection was opened for.',
  loop: 'Two proxies send the request to each other. Check the farm and the rules of both.',
  'no-rule': 'Add a rule for this host and path to the load balancer.',
  'no-healthy-server':
    'All servers of the farm are down. Look at their health probe (healthcheck.htm of the protocol) and at the servers.',
  'server-offline': 'The server was taken out of service meanwhile. Try again.',
  denied: 'A rule of the load balancer denies this path. Remove the rule if clients are to use it from here.',
  overloaded: 'A limit was reached: connections, or open files. Raise it, or lower the load.',
  internal: 'The probe itself failed. Please report it.',
}

/** Advice for what only the protocols show. */
const protocolAdvice = {
  'no-credentials':
    'Give a user: --user DOMAIN\\name, and the password by --password-file, BRIDGEHEAD_PASSWORD or at the prompt.',
  'logon-refused':
    'Check user name, domain and password. If they are right: see that the account is not disabled, that this way to log on is enabled on the virtual directory, and that nothing on the way spreads one NTLM handshake over two connections.',
  'scheme-not-offered':
    'Enable that way to log on for the virtual directory (Set-…VirtualDirectory), or choose another by --auth. A proxy that authenticates users itself may also hide it.',
  'nothing-offered':
    'A protocol that needs a log-on offers none. Check the authentication settings of the virtual directory and of proxies before it.',
  'basic-only':
    'Enable Windows authentication (NTLM) as well: domain-joined clients then log on without asking, and passwords do not travel with every request.',
  'ntlm-missing': 'Outlook logs on by NTLM or Negotiate here. Enable Windows authentication on the virtual directory.',
  'folded-challenges':
    'A proxy joins the WWW-Authenticate lines into one. Many clients then see only the first scheme. Have it pass the lines on as they are.',
  'ssl-required':
    'Where the load balancer ends TLS and sends plain HTTP, clear "Require SSL" on the virtual directory (appcmd: /section:access /sslFlags:None) and recycle its application pool (or run iisreset) on every server. Else encrypt again to the servers (SSL bridging).',
  forbidden:
    'The server forbids it. Check the permissions of the user, IP restrictions, and rules of proxies on the way.',
  'not-found':
    'What is published at this address is not the service, or the path was changed on the way. Check the rule and the farm for this path.',
  'pool-stopped':
    'Start the application pool of the virtual directory in IIS Manager (MSExchangeOWAAppPool, MSExchangeServicesAppPool, MSExchangeSyncAppPool …), and look for what stopped it in the System log (WAS). Behind a load balancer: no server of the farm may be left.',
  'server-error': 'The server failed. Look at its Application log and at the HttpProxy logs for the request id.',
  'mrsproxy-off':
    'Set-WebServicesVirtualDirectory "EWS (Default Web Site)" -MRSProxyEnabled $true on every server that the name leads to, then recycle MSExchangeServicesAppPool.',
  'mrsproxy-offloaded':
    'MRSProxy does not support SSL offloading. Give /EWS/mrsproxy.svc a farm of its own that encrypts again to port 443 of the servers.',
  'protocol-error':
    'The service answered, but not with success. Its words stand above; look them up together with the request id in the logs of the server.',
  'not-held':
    'The server or something on the way ended the request at once. Check the timeouts of the load balancer for this path: Ping needs up to 59 minutes.',
  'activesync-disabled': 'ActiveSync is switched off for the mailbox (Set-CASMailbox -ActiveSyncEnabled $true).',
  'device-quarantined':
    'The device waits for somebody to decide: allow it in the admin center (mobile, mobile device access), or change Set-ActiveSyncOrganizationSettings -DefaultAccessLevel.',
  'device-blocked':
    'An access rule or the mailbox blocks the device: see Get-CASMailbox (ActiveSyncBlockedDeviceIDs) and Get-ActiveSyncDeviceAccessRule.',
  'too-many-devices':
    'The user has as many devices as the throttling policy allows (EasMaxDevices, 100). Remove old ones (Remove-MobileDevice).',
  'autodiscover-failed':
    'None of the ways of Autodiscover led to settings. Publish https://autodiscover.<domain>/autodiscover/autodiscover.xml with a certificate of that name, or a SRV record _autodiscover._tcp.',
  'no-url': 'Autodiscover names no URL for this protocol. Set the internal and external URL of the virtual directory.',
  'certificate-weak-key': 'Get a certificate with an RSA key of 2048 bits or more, or an elliptic curve of 256 bits.',
  'certificate-weak-signature': 'Get a certificate signed with SHA-256; clients refuse SHA-1 and MD5.',
  'certificate-chain-incomplete':
    'Install the intermediate certificate on whatever ends TLS, so that it is sent along.',
  'certificate-expires-soon': 'Renew the certificate now, and bind the new one wherever TLS ends.',
  'tls-version-old':
    'Enable TLS 1.2 or later on whatever ends TLS; phones and browsers of today refuse older versions.',
  'smtp-refused':
    'The server refused. See that the address is an accepted domain and the receive connector takes connections from here.',
  'starttls-missing':
    'Bind a certificate to SMTP (Enable-ExchangeCertificate -Services SMTP). A firewall with SMTP inspection may also remove STARTTLS.',
  'auth-before-tls':
    'Let the connector offer Basic authentication only after STARTTLS (BasicAuthRequireTLS), so that no password is sent in clear.',
  'auth-missing': 'Enable authentication on the Client Frontend receive connector (port 587).',
  'open-relay':
    'The server relays mail for anybody and will be blacklisted. Take ms-Exch-SMTP-Accept-Any-Recipient from Anonymous Logon on the receive connector.',
  'recipient-refused': 'Check the address; the mailbox may not exist or may not take mail from outside.',
  'no-mx': 'Add an MX record to the domain. Without one, senders try the address of the domain itself.',
  'mx-is-address': 'An MX record must name a host, not an address or an alias (RFC 2181 section 10.3).',
  'no-spf': 'Add a TXT record such as "v=spf1 a mx ~all", so that receivers can tell your mail from forged mail.',
  'spf-twice': 'Keep one SPF record only; with several, receivers treat the result as an error (RFC 7208 section 4.5).',
  'private-address':
    'The public DNS shows a private address, which nobody outside can reach. Keep internal addresses in the internal DNS (split DNS).',
  'split-dns-gap':
    'The internal DNS holds the zone but not this name, so clients inside do not find it. Add the name there, or use a pinpoint zone for each name.',
  'public-address-inside':
    'Inside, the name leads to the public address; that works only through hairpin NAT. Add a pinpoint zone with the internal address.',
} as const

/** All that a step can fail or warn with: the closed list of the network, and the protocols' own. */
export type ProbeCause = FailureCause | keyof typeof protocolAdvice

/** What to do about each cause. */
export const advice: Readonly<Record<ProbeCause, string>> = { ...networkAdvice, ...protocolAdvice }
