import t from 'tap'
import { nameInHost } from '../../proxy/path/target.ts'

t.test('the name in a Host field, as a certificate has it', async (t) => {
  for (const [field, name] of [
    ['Mail.Contoso.com', 'mail.contoso.com'],
    ['mail.contoso.com:443', 'mail.contoso.com'],
    // With the dot at the end it is no name for SNI (RFC 6066 section 3).
    ['mail.contoso.com.', 'mail.contoso.com'],
    ['mail.contoso.com.:8443', 'mail.contoso.com'],
    ['192.0.2.1:80', '192.0.2.1'],
    ['[2001:DB8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['', ''],
    [undefined, ''],
  ]) {
    t.equal(nameInHost(field), name, `Host: ${field}`)
  }
})
