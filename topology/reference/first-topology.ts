/** A whole topology to begin with: one load balancer that offloads TLS, one Exchange server. README.md has the same. */
export const firstTopology = `domain: contoso.com
hosts:
  router: { role: router, internet: 203.0.113.10, intranet: 192.168.16.1, forwards: [{ port: 443, to: lb }] }
  lb: { role: edge, intranet: 192.168.16.2 }
  cas1: { role: exchange, intranet: 192.168.16.11, externalHostname: mail.contoso.com }
certificates:
  mail: { names: [mail.contoso.com] }
edges:
  lb:
    host: lb
    listeners:
      - { address: "192.168.16.2:443", tls: { certificates: [mail] } }
    farms:
      cas: { servers: [cas1] } # no tls: SSL offloading, plain HTTP to port 80
    rules:
      - { host: mail.contoso.com, farm: cas }
dns:
  internet: { zones: { contoso.com: { records: [{ name: mail, a: 203.0.113.10 }] } } }
  intranet: { zones: { mail.contoso.com: { records: [{ a: 192.168.16.2 }] } } }
users:
  alice: { password: Bridge-Alice-1 }
`
