"""Outlook Anywhere with Samba: `samba_rpc.py HOST:PORT DOMAIN USER PASSWORD CA-FILE`. Prints one JSON object for each try.

GnuTLS is kept at TLS 1.2 by GNUTLS_SYSTEM_PRIORITY_FILE of the caller: Samba 4.17 hangs over TLS 1.3.
"""

import json
import sys

from samba import NTSTATUSError
from samba.credentials import DONT_USE_KERBEROS, Credentials
from samba.dcerpc import epmapper, mgmt
from samba.param import LoadParm

PROXY, DOMAIN, USER, PASSWORD, CA = sys.argv[1:6]

lp = LoadParm()
lp.set('tls cafile', CA)
lp.set('tls verify peer', 'ca_only')


def credentials(password=PASSWORD):
    creds = Credentials()
    creds.guess(lp)
    creds.set_username(USER)
    creds.set_password(password)
    creds.set_domain(DOMAIN)
    creds.set_kerberos_state(DONT_USE_KERBEROS)
    return creds


def binding(port, options, http='ntlm'):
    parts = [str(port), *options, 'RpcProxy=' + PROXY, 'HttpUseTls=true', 'HttpAuthOption=' + http]
    return 'ncacn_http:CAS1[%s]' % ','.join(parts)


def interfaces(options, http='ntlm'):
    vector = mgmt.mgmt(binding(6004, options, http), lp, credentials()).inq_if_ids()
    return [str(vector.if_id[n].id.uuid) for n in range(vector.count)]


def tried(name, action):
    try:
        result = action()
    except NTSTATUSError as error:
        result = 'refused: %s' % error.args[1]
    print(json.dumps({'try': name, 'result': result}), flush=True)


for options in (['ntlm', 'connect'], ['ntlm', 'sign'], ['ntlm', 'seal'], ['spnego', 'sign'], ['spnego', 'seal'], []):
    tried(' '.join(options) or 'as Samba likes', lambda: interfaces(options))
tried('basic over HTTP', lambda: interfaces(['ntlm', 'seal'], 'basic'))
tried('listening', lambda: mgmt.mgmt(binding(6001, ['ntlm', 'seal']), lp, credentials()).is_server_listening()[1])
