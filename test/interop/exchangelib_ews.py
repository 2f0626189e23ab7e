"""Tries EWS with exchangelib: exchangelib_ews.py PROXY PASSWORD PASSWORD; one JSON line for each try."""

import datetime
import json
import os
import sys
import tempfile

proxy, alice_password, bob_password = sys.argv[1:]
os.environ['HTTPS_PROXY'] = proxy
tempfile.tempdir = tempfile.mkdtemp()  # where exchangelib keeps what it learned of servers

from exchangelib import (  # noqa: E402
    DELEGATE, NTLM, Account, CalendarItem, Configuration, Credentials, EWSDateTime, EWSDate, EWSTimeZone, FileAttachment,
    HTMLBody, Message, Q, UTC,
)
from exchangelib.folders import Messages  # noqa: E402
from exchangelib.items import SEND_TO_ALL_AND_SAVE_COPY  # noqa: E402
from exchangelib.recurrence import Recurrence, WeeklyPattern  # noqa: E402


def account(user, password):
    configuration = Configuration(
        service_endpoint='https://mail.contoso.com/EWS/Exchange.asmx',
        credentials=Credentials('CONTOSO\\' + user, password),
        auth_type=NTLM,
    )
    return Account(user + '@contoso.com', config=configuration, autodiscover=False, access_type=DELEGATE)


alice, bob = account('alice', alice_password), account('bob', bob_password)


def attempt(function):
    try:
        result = function()
    except Exception as error:
        result = f'{type(error).__name__}: {error}'
    print(json.dumps({'try': function.__name__, 'result': result}, default=str), flush=True)


@attempt
def version():
    return alice.version.api_version


@attempt
def tree():
    return [folder.name for folder in alice.msg_folder_root.walk()]


@attempt
def listed():
    return [m.subject for m in alice.inbox.all().order_by('-datetime_received')]


@attempt
def filtered():
    day = EWSDateTime(2014, 6, 2, 9, tzinfo=UTC)
    queries = [
        Q(subject__icontains='PLAN'), Q(is_read=False), Q(subject__startswith='Wel') | Q(has_attachments=True),
        ~Q(subject='Welcome'), Q(datetime_received__gt=day), Q(subject__exists=False),
    ]
    return [alice.inbox.filter(query).count() for query in queries]


@attempt
def sent():
    message = Message(account=alice, folder=alice.sent, subject='Grüße', body=HTMLBody('<b>hi</b>'),
                      to_recipients=['bob@contoso.com'])
    message.attach(FileAttachment(name='x.bin', content=b'\x00\x01'))
    message.send_and_save()
    received = bob.inbox.get(subject='Grüße')
    return [received.sender.email_address, received.body, received.attachments[0].content.hex(), received.is_read]


@attempt
def synchronised():
    first = len(list(alice.inbox.sync_items()))
    message = alice.inbox.get(subject='Welcome')
    message.is_read = not message.is_read
    message.save(update_fields=['is_read'])
    return [first, [kind for kind, _ in alice.inbox.sync_items()]]


@attempt
def folders():
    made = Messages(parent=alice.inbox, name='Made').save()
    alice.inbox.get(subject='Welcome').copy(made)
    made.refresh()
    count = made.total_count
    made.empty()
    made.delete()
    return count


@attempt
def meetings():
    zone = EWSTimeZone('Europe/Berlin')
    start = EWSDateTime(2014, 3, 24, 9, tzinfo=zone)
    item = CalendarItem(account=alice, folder=alice.calendar, subject='weekly', start=start,
                        end=start + datetime.timedelta(hours=1), required_attendees=['bob@contoso.com'],
                        recurrence=Recurrence(pattern=WeeklyPattern(interval=1, weekdays=['Monday']),
                                              start=EWSDate(2014, 3, 24), number=3))
    item.save(send_meeting_invitations=SEND_TO_ALL_AND_SAVE_COPY)
    bob.inbox.get(subject='weekly').accept(message_disposition='SendAndSaveCopy')
    seen = alice.calendar.view(start=start, end=start + datetime.timedelta(days=60))
    item.refresh()
    return [[i.start.isoformat() for i in seen if i.subject == 'weekly'],
            item.required_attendees[0].response_type]


@attempt
def others():
    try:
        return [type(item).__name__ for item in bob.fetch([(alice.inbox.all()[0].id, None)])]
    except Exception as error:
        return type(error).__name__
